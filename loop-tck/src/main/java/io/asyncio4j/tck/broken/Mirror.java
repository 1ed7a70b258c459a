// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.tasks.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A future of the inner loop as one of the forwarding loop: it ends as the other does, and cancels it. */
final class Mirror<S extends @Nullable Object, T extends @Nullable Object> extends Future<T> {

    private final Future<S> source;
    private final Function<S, T> map;
    private final Consumer<S> drop;

    @SuppressWarnings("this-escape")
    Mirror(ForwardingCore loop, Future<S> source, Function<S, T> map, Consumer<S> drop) {
        super(loop);
        this.source = source;
        this.map = map;
        this.drop = drop;
        if (source.done()) {
            follow(source);
        } else {
            loop.run(() -> source.addDoneCallback(ended -> loop.enter(() -> {
                follow(ended);
                return true;
            })));
        }
    }

    private void follow(Future<S> ended) {
        if (done()) {
            if (!ended.cancelled() && ended.exception() == null) {
                drop.accept(ended.resultNow());
            }
        } else if (ended.cancelled()) {
            super.cancel(messageOf(ended));
        } else if (ended.exception() != null) {
            setException(ended.exception());
        } else {
            setResult(map.apply(ended.resultNow()));
        }
    }

    private static @Nullable Object messageOf(Future<?> cancelled) {
        try {
            Object unused = cancelled.exception();
            return unused;
        } catch (io.asyncio4j.tasks.CancelledError error) {
            return error.message();
        }
    }

    @Override
    public boolean cancel(@Nullable Object message) {
        if (done()) {
            return super.cancel(message);
        }
        boolean[] asked = new boolean[1];
        ((ForwardingCore) loop()).run(() -> asked[0] = source.cancel(message));
        // What ends its cancellation later, such as a task, is followed later.
        return asked[0] && !source.done() || super.cancel(message);
    }
}
