// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import io.asyncio4j.context.Context;
import io.asyncio4j.internal.Carried;
import io.asyncio4j.internal.ExecutionState;
import io.asyncio4j.tasks.LoopExit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A callback that was given to a loop; {@code asyncio.Handle}. Loops make them, users cancel them. Loop only, save the
 * handles that {@code callSoonThreadsafe} returns, which may be cancelled from any thread.
 */
public class Handle {

    private final AbstractEventLoop loop;
    private final Context context;
    private @Nullable Runnable callback;
    private boolean cancelled;

    /** Non-null if the loop was in debug mode when this was made: then its text survives cancel (rule HND-07). */
    private final @Nullable CreationSite createdAt;

    /**
     * Makes a handle; for loop implementers.
     *
     * @param callback what to run
     * @param loop the loop that runs it
     * @param context runs in this very context; null: in a copy of the current one
     * @throws NullPointerException if {@code callback} or {@code loop} is null
     */
    public Handle(Runnable callback, AbstractEventLoop loop, @Nullable Context context) {
        this.callback = Objects.requireNonNull(callback, "Handle: callback is null; pass a lambda");
        this.loop = loop;
        this.context = context == null ? Context.copyCurrent() : context;
        this.createdAt = loop.getDebug() ? new CreationSite() : null;
    }

    /**
     * Makes a handle whose subclass says in {@link #call()} what it does.
     *
     * @param loop the loop that runs it
     * @param context runs in this very context
     */
    protected Handle(AbstractEventLoop loop, Context context) {
        this.loop = loop;
        this.context = context;
        this.createdAt = loop.getDebug() ? new CreationSite() : null;
    }

    /**
     * Takes the callback back and lets go of it at once, a no-op when it already ran or was cancelled;
     * {@code Handle.cancel()}.
     */
    public void cancel() {
        if (!cancelled) {
            if (createdAt != null) {
                createdAt.text = describe();
            }
            cancelled = true;
            callback = null;
        }
    }

    /**
     * Tells whether {@link #cancel()} was called, also if the callback had run before (rule HND-01);
     * {@code Handle.cancelled()}.
     *
     * @return true for ever after cancel
     */
    public boolean cancelled() {
        return cancelled;
    }

    /**
     * Returns the context in which the callback runs; {@code Handle.get_context()}.
     *
     * @return the object itself
     */
    public final Context context() {
        return context;
    }

    /**
     * Returns the loop that made this handle.
     *
     * @return the loop
     */
    public final AbstractEventLoop loop() {
        return loop;
    }

    /**
     * Returns where the handle was made, if the loop was in debug mode then.
     *
     * @return a throwable whose stack trace tells, or null
     */
    public final @Nullable Throwable sourceTraceback() {
        return createdAt;
    }

    /**
     * Runs the callback in its context, unless it was cancelled; for loop implementers, on the loop's thread. What it
     * throws is reported to the loop's exception handler, except {@link LoopExit}.
     *
     * @throws LoopExit if the callback, or the exception handler, throws one
     */
    public void run() {
        if (cancelled) {
            return;
        }
        ExecutionState state = ExecutionState.current();
        Context outer = state.context;
        state.context = context;
        try {
            call();
        } catch (LoopExit exit) {
            throw exit;
        } catch (Throwable error) {
            report(error);
        } finally {
            state.context = outer;
        }
    }

    /** The work itself; the callback unless a subclass says otherwise. */
    protected void call() {
        Runnable work = callback;
        if (work == null) {
            return;
        }
        if (!Carried.isOn()) {
            work.run();
            return;
        }
        Carried outer = Carried.enter();
        try {
            work.run();
        } finally {
            outer.leave();
        }
    }

    private void report(Throwable error) {
        ExceptionContext report = ExceptionContext.of("Exception in callback " + describe())
                .withException(error)
                .withHandle(this);
        loop.callExceptionHandler(createdAt == null ? report : report.with("source_traceback", createdAt));
    }

    private String describe() {
        return String.valueOf(callback);
    }

    @Override
    public String toString() {
        String what = describe();
        if (cancelled) {
            what = createdAt == null ? "cancelled" : "cancelled " + createdAt.text;
        }
        return getClass().getSimpleName() + "[" + what + "]";
    }

    private static final class CreationSite extends Throwable {
        private static final long serialVersionUID = 1L;

        private String text = "";

        CreationSite() {
            super("handle created at");
        }
    }
}
