// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tasks.Task;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BarrierTest {

    @Test
    void numbersStayDistinctWhenOneWasCancelledBefore() {
        run(() -> {
            Barrier barrier = new Barrier(3);
            Task<Integer> cancelled = Asyncio.createTask(barrier::await);
            Task<Integer> second = Asyncio.createTask(barrier::await);
            Asyncio.sleep(0);
            cancelled.cancel();
            Asyncio.sleep(0.1);
            Task<Integer> third = Asyncio.createTask(barrier::await);
            Asyncio.sleep(0);
            assertEquals(2, barrier.await());
            assertEquals(List.of(0, 1), List.of(second.await(), third.await()));
        });
    }

    @Test
    void abortedWhileOneLeavesItIsBrokenForThatOneToo() {
        run(() -> {
            Barrier barrier = new Barrier(2);
            Task<Integer> first = Asyncio.createTask(barrier::await);
            Asyncio.sleep(0);
            assertEquals(1, barrier.await());
            barrier.abort();
            BarrierBrokenException error = assertThrows(BarrierBrokenException.class, first::await);
            assertEquals(
                    "Barrier.await: Barrier[broken] was aborted; reset() makes it usable again", error.getMessage());
            assertThrows(BarrierBrokenException.class, barrier::await);
            assertTrue(barrier.broken());
        });
    }
}
