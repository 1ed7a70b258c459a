// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.queue;

import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueShutDownException;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.harness.RuleContext;

/** Coroutines that use a queue once and log what came of it. */
final class Users {

    private Users() {}

    /** Lets everybody else run until nothing more can happen by itself. */
    static void settle() {
        for (int i = 0; i < 8; i++) {
            Sleep.sleep(0);
        }
    }

    static Task<?> getter(RuleContext tck, String name, Queue<Integer> queue) {
        return user(tck, name, () -> tck.log.add(name + " got " + queue.get()));
    }

    static Task<?> putter(RuleContext tck, int item, Queue<Integer> queue) {
        return user(tck, "put " + item, () -> {
            queue.put(item);
            tck.log.add("put " + item);
        });
    }

    static Task<?> joiner(RuleContext tck, Queue<Integer> queue) {
        return user(tck, "joiner", () -> {
            queue.join();
            tck.log.add("joined");
        });
    }

    private static Task<?> user(RuleContext tck, String name, CoroutineAction use) {
        return tck.loop().createTask((CoroutineAction) () -> {
            try {
                use.run();
            } catch (QueueShutDownException over) {
                tck.log.add(name + " shut down");
            } catch (CancelledError cancelled) {
                tck.log.add(name + " cancelled");
                throw cancelled;
            }
        });
    }
}
