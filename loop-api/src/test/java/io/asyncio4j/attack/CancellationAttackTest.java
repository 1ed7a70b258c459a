// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.attack;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs of tasks, groups, timeouts, locks, semaphores, conditions, barriers, queues and streams, cancelled at every
 * suspension point in turn: no permit, item, byte, waiter, timer or task is lost or left behind, and the counts of
 * cancellations stay right.
 *
 * <p>
 * {@code -Dattack.seed=17} runs one program, {@code -Dattack.seeds=1000} more of them.
 */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancellationAttackTest {

    private static final int SIZE = Integer.getInteger("attack.size", 14);

    @Test
    void nothingIsLostWhereverAProgramIsCancelled() throws Exception {
        long first = Long.getLong("attack.seed", 1);
        long last = Long.getLong("attack.seed") == null ? Long.getLong("attack.seeds", 25) : first;
        int points = 0;
        for (long seed = first; seed <= last; seed++) {
            Object outcome = Attack.everywhere(Programs.make(seed, SIZE));
            if (outcome instanceof Attack.Finding found) {
                fail(told(seed, found, Attack.shrink(found)));
            }
            points += (Integer) outcome;
        }
        assertTrue(points > 100, "there were only " + points + " suspension points");
    }

    private static String told(long seed, Attack.Finding found, Attack.Finding shrunk) {
        return "seed " + seed + ": " + found.wrong() + "\nat " + found.point() + " in\n" + found.program()
                + "\nshrunk: " + shrunk.wrong() + "\nat " + shrunk.point() + " in\n" + shrunk.program();
    }
}
