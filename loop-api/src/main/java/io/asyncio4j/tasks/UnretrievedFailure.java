// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Reports a failure that nobody looked at, once its future is collected (asyncio: "exception was never retrieved").
 *
 * <p>
 * Python can still hand the dying future to the handler; a cleaner cannot, so the report carries a future that was
 * made in its likeness: same state, same exception, same text. The report goes through the loop while it is open, so
 * that handlers run on the loop; afterwards it is made on the cleaner's thread.
 */
final class UnretrievedFailure implements Runnable {

    /** Of the whole package: its thread starts with the first failure or async generator. */
    static final Cleaner CLEANER = Cleaner.create();

    private final AbstractEventLoop loop;
    private final Throwable exception;
    private final String kind;
    private final String text;
    private final @Nullable Throwable createdAt;
    private volatile boolean retrieved;
    private Cleaner.@Nullable Cleanable cleanable;

    private UnretrievedFailure(Future<?> future, Throwable exception) {
        this.loop = future.loop();
        this.exception = exception;
        this.kind = future instanceof Task<?> ? "Task" : "Future";
        this.text = future.toString();
        this.createdAt = future.sourceTraceback();
    }

    static UnretrievedFailure watch(Future<?> future, Throwable exception) {
        UnretrievedFailure failure = new UnretrievedFailure(future, exception);
        failure.cleanable = CLEANER.register(future, failure);
        return failure;
    }

    void retrieved() {
        retrieved = true;
        if (cleanable != null) {
            cleanable.clean();
        }
    }

    @Override
    public void run() {
        if (retrieved) {
            return;
        }
        try {
            loop.callSoonThreadsafe(this::report);
        } catch (IllegalStateException closed) {
            report();
        }
    }

    private void report() {
        ExceptionContext context = ExceptionContext.of(kind + " exception was never retrieved")
                .withException(exception)
                .withFuture(new Likeness(loop, exception, text));
        loop.callExceptionHandler(createdAt == null ? context : context.with("source_traceback", createdAt));
    }

    private static final class Likeness extends Future<@Nullable Object> {
        private final String text;

        Likeness(AbstractEventLoop loop, Throwable exception, String text) {
            super(loop);
            this.text = text;
            setException(exception);
            retrieved();
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
