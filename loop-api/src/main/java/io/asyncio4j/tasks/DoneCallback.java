// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.context.Context;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A callback and the context it runs in, as a future keeps it until it is done. One object may wait for many futures:
 * what combines futures does, so it costs one context, and is found again by identity.
 */
record DoneCallback(Consumer<?> callback, Context context, @Nullable Future<?> awaiter) {

    /** One that nobody awaits anything by. */
    DoneCallback(Consumer<?> callback, Context context) {
        this(callback, context, null);
    }

    /** Makes one that runs in a copy of the current context, whatever future it is added to. */
    static DoneCallback inCurrentContext(Consumer<Object> callback) {
        return inCurrentContext(callback, null);
    }

    /** Makes one by which {@code awaiter} awaits what it is added to; call graphs tell so. */
    static DoneCallback inCurrentContext(Consumer<Object> callback, @Nullable Future<?> awaiter) {
        return new DoneCallback(callback, Context.copyCurrent(), awaiter);
    }

    void schedule(Future<?> done) {
        if (callback == Awaiters.NOTHING) {
            return;
        }
        done.loop().callSoon(new Notification(done, callback), context);
    }

    /** A scheduled done-callback; a record, so that messages name the callback itself. */
    private record Notification(Future<?> future, Consumer<?> callback) implements Runnable {
        @Override
        @SuppressWarnings("unchecked") // only a Consumer of this very type of future was let in
        public void run() {
            ((Consumer<Object>) callback).accept(future);
        }

        @Override
        public String toString() {
            return "done-callback " + callback;
        }
    }
}
