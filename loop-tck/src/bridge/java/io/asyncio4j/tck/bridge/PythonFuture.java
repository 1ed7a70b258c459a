// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Future;
import org.jspecify.annotations.Nullable;

/** The outcome of a coroutine of Python's, which a cancel of this cancels. Loop only. */
public final class PythonFuture<T extends @Nullable Object> extends Future<T> {

    private @Nullable PythonObject coroutine;

    PythonFuture(AbstractEventLoop loop) {
        super(loop);
    }

    /** Told by Python when the coroutine has begun and is not at its end yet. */
    public void begun(PythonObject running) {
        coroutine = running;
    }

    /** Told by Python: the coroutine returned. */
    @SuppressWarnings("unchecked")
    public void returned(@Nullable Object value) {
        coroutine = null;
        if (!done()) {
            setResult((T) value);
        }
    }

    /** Told by Python: the coroutine raised. */
    public void raised(Throwable error) {
        coroutine = null;
        if (!done()) {
            setException(error);
        }
    }

    /** Told by Python: the coroutine was cancelled. */
    public void gaveUp(@Nullable Object message) {
        coroutine = null;
        super.cancel(message);
    }

    @Override
    public boolean cancel(@Nullable Object message) {
        PythonObject running = coroutine;
        coroutine = null;
        boolean cancelled = super.cancel(message);
        if (cancelled && running != null) {
            running.ask("cancel");
        }
        return cancelled;
    }
}
