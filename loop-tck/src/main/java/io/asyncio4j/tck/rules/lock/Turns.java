// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.lock;

import io.asyncio4j.sync.Held;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.function.Supplier;

/** Coroutines of a rule that wait for their turn, and log when it came. */
final class Turns {

    private Turns() {}

    /** Lets everybody else run until nothing more can happen by itself. */
    static void settle() {
        pass(8);
    }

    /** Gives up control for a number of iterations. */
    static void pass(int iterations) {
        for (int i = 0; i < iterations; i++) {
            Sleep.sleep(0);
        }
    }

    /** Starts a coroutine and logs if it is cancelled. */
    static Task<?> start(RuleContext tck, String name, CoroutineAction body) {
        return tck.loop().createTask((CoroutineAction) () -> {
            try {
                body.run();
            } catch (CancelledError cancelled) {
                tck.log.add(name + " cancelled");
                throw cancelled;
            }
        });
    }

    /** Starts a coroutine that acquires, logs its name, and releases at once. */
    static Task<?> taker(RuleContext tck, String name, Supplier<Held> acquire) {
        return start(tck, name, () -> {
            try (var held = acquire.get()) {
                tck.log.add(name);
            }
        });
    }

    /** Logs "callback" in the next iteration: whoever logs before did not give up control. */
    static void callback(RuleContext tck) {
        tck.loop().callSoon(() -> tck.log.add("callback"));
    }
}
