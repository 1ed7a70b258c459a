// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Task;
import org.jspecify.annotations.Nullable;

/** The loop of the first wait: from then on the only one (rule LOCK-07). */
final class LoopBinding {

    private @Nullable AbstractEventLoop bound;

    /** Binds {@code owner} to the task's loop, or throws if it already belongs to another. */
    AbstractEventLoop check(String operation, Object owner, Task<?> task) {
        AbstractEventLoop loop = task.loop();
        AbstractEventLoop known = bound;
        if (known == null) {
            bound = loop;
        } else if (known != loop) {
            throw new IllegalStateException(operation + ": " + owner + " is bound to a different event loop, " + known
                    + ", by its first wait, and " + task + " belongs to " + loop
                    + "; use one for each loop, or runCoroutineThreadsafe");
        }
        return loop;
    }
}
