// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.tasks.Future;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A future that shows another one of the same loop with a change: other errors, or deaf to being cancelled. */
final class Shown<T extends @Nullable Object> extends Future<T> {

    private final Future<T> source;
    private final BooleanSupplier cancels;

    private Shown(Future<T> source, UnaryOperator<Throwable> change, BooleanSupplier cancels) {
        super(source.loop());
        this.source = source;
        this.cancels = cancels;
        source.addDoneCallback(ended -> {
            Throwable error = ended.cancelled() ? null : ended.exception();
            if (done()) {
                return;
            }
            if (ended.cancelled()) {
                super.cancel(null);
            } else if (error != null) {
                setException(change.apply(error));
            } else {
                setResult(ended.resultNow());
            }
        });
    }

    /** Changes errors, also those that the call itself throws. */
    static <T extends @Nullable Object> Future<T> failing(
            ForwardingCore loop, ForwardingCore.Call<Future<T>, RuntimeException> call,
            UnaryOperator<Throwable> change) {
        Future<T> source;
        try {
            source = call.call();
        } catch (RuntimeException e) {
            source = loop.createFuture();
            source.setException(e);
        }
        return new Shown<>(source, change, () -> true);
    }

    /** Passes a cancellation on only while that is so. */
    static <T extends @Nullable Object> Future<T> cancelling(Future<T> source, BooleanSupplier cancels) {
        return new Shown<>(source, error -> error, cancels);
    }

    @Override
    public boolean cancel(@Nullable Object message) {
        boolean passed = !done() && cancels.getAsBoolean() && source.cancel(message);
        return passed && !source.done() || super.cancel(message);
    }
}
