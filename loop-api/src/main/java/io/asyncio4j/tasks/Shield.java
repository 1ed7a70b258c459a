// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.EventLoops;
import io.asyncio4j.events.ExceptionContext;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a cancellation from what is waited for; {@code asyncio.shield}. Loop only.
 *
 * <p>
 * Two futures: the inner one is the caller's, the outer one passes its outcome on and may be cancelled without it. An
 * outer that was cancelled is let go of at once, so a long-lived inner one collects nothing; what stays is one callback,
 * however many outers there were, that reports a failure which nobody waits for any more (rules AGG-38, AGG-39).
 */
public final class Shield {

    /** One object for all, so that it can be taken back and added once. */
    private static final Consumer<Object> REPORT_FAILURE = done -> reportFailure((Future<?>) done);

    private Shield() {}

    /**
     * Shields a future.
     *
     * @param <T> the type of the result
     * @param inner what must go on when the waiter is cancelled; cancelling it by itself cancels the waiter, too
     * @return a future with the same outcome, cancelled alone; {@code inner} itself if that is done
     * @throws NullPointerException if {@code inner} is null
     */
    public static <T extends @Nullable Object> Future<T> shield(Future<T> inner) {
        Objects.requireNonNull(inner, "shield: the future is null; pass a future, a task or a coroutine");
        if (inner.done()) {
            return inner;
        }
        Future<T> outer = inner.loop().createFuture();
        DoneCallback passOn = DoneCallback.inCurrentContext(done -> passOn(inner, outer), outer);
        inner.tell(passOn);
        outer.addDoneCallback(done -> {
            if (!inner.done()) {
                inner.untell(passOn);
                inner.removeDoneCallback(REPORT_FAILURE);
                inner.addDoneCallback(REPORT_FAILURE);
            }
        });
        return outer;
    }

    /**
     * Starts a coroutine and shields its task.
     *
     * @param <T> the type of the result
     * @param body the coroutine; nothing but {@code Task.all} knows its task
     * @return a future with the task's outcome, cancelled alone
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     * @throws NullPointerException if {@code body} is null
     */
    public static <T extends @Nullable Object> Future<T> shield(Coroutine<T> body) {
        Objects.requireNonNull(body, "shield: the coroutine is null; pass a lambda");
        return shield(EventLoops.getEventLoop().createTask(body));
    }

    private static <T extends @Nullable Object> void passOn(Future<T> inner, Future<T> outer) {
        if (outer.done()) {
            // Both ended in the same iteration; an unasked failure of the inner one is reported like any other.
            return;
        }
        if (inner.cancelled()) {
            outer.cancel();
            return;
        }
        Throwable failure = inner.exception();
        if (failure == null) {
            outer.setResult(inner.resultNow());
        } else {
            outer.setException(failure);
        }
    }

    private static void reportFailure(Future<?> inner) {
        Throwable failure = inner.cancelled() ? null : inner.exception();
        if (failure == null) {
            return;
        }
        ExceptionContext report = ExceptionContext.of(
                failure.getClass().getSimpleName() + " exception in shielded future")
                .withException(failure)
                .withFuture(inner);
        Throwable createdAt = inner.sourceTraceback();
        inner.loop().callExceptionHandler(createdAt == null ? report : report.with("source_traceback", createdAt));
    }
}
