// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code asyncio.run} does at its end, for a loop that is shut down by its owner: tasks are cancelled and have their
 * say, then async generators are closed, then the executor is. The event loop's thread only; it never waits.
 *
 * <pre>
 * TASKS -> GENERATORS -> EXECUTOR -> OVER
 * </pre>
 */
final class GracefulEnd {

    private enum Phase {
        TASKS,
        GENERATORS,
        EXECUTOR,
        OVER
    }

    private final AttachedLoop loop;

    /** Each is cancelled once; what it does then is its own affair, as in asyncio. */
    private final Set<Task<?>> cancelled = Collections.newSetFromMap(new IdentityHashMap<>());

    private Phase phase = Phase.TASKS;
    private @Nullable Future<?> closing;

    GracefulEnd(AttachedLoop loop) {
        this.loop = loop;
    }

    /** Goes on as far as it can; called between batches. */
    void advance() {
        // Also those that another one's last words have started.
        cancelTasks();
        if (phase == Phase.TASKS && Task.all(loop).isEmpty()) {
            phase = Phase.GENERATORS;
            closing = loop.shutdownAsyncGenerators();
        }
        if (phase == Phase.GENERATORS && isClosed()) {
            phase = Phase.EXECUTOR;
            closing = loop.shutdownDefaultExecutor();
        }
        if (phase == Phase.EXECUTOR && isClosed()) {
            phase = Phase.OVER;
        }
    }

    boolean isOver() {
        return phase == Phase.OVER && Task.all(loop).isEmpty();
    }

    private boolean isClosed() {
        Future<?> awaited = closing;
        return awaited == null || awaited.done();
    }

    private void cancelTasks() {
        for (Task<?> task : Task.all(loop)) {
            // The generators are closed by tasks of their own.
            if (phase != Phase.GENERATORS && cancelled.add(task)) {
                task.addDoneCallback(this::report);
                task.cancel("the event loop is shutting down");
            }
        }
    }

    /** Nobody may be there any more to ask how it ended. */
    private void report(Future<?> ended) {
        Throwable failure = ended.cancelled() ? null : ended.exception();
        if (failure != null) {
            loop.callExceptionHandler(ExceptionContext.of("unhandled exception while the event loop was shutting down")
                    .withException(failure)
                    .withTask((Task<?>) ended));
        }
    }
}
