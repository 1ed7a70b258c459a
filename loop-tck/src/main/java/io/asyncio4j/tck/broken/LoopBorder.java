// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.RunningLoop;
import org.jspecify.annotations.Nullable;

/**
 * The border between a loop that forwards and the one that does the work. User code sees the outer loop as the running one, the
 * inner loop sees itself: each call goes inwards by {@link #inside}, each callback of the inner loop outwards by {@link #enter}.
 */
abstract class LoopBorder implements AbstractEventLoop {

    /** Does the work. */
    final AbstractEventLoop inner;

    LoopBorder(AbstractEventLoop inner) {
        this.inner = inner;
    }

    /** A call that may throw. */
    @FunctionalInterface
    interface Call<T extends @Nullable Object, E extends Exception> {
        T call() throws E;
    }

    /** Calls the inner loop; on the loop it must see itself as the running one. */
    final <T extends @Nullable Object, E extends Exception> T inside(Call<T, E> call) throws E {
        if (RunningLoop.get() != this) {
            return call.call();
        }
        RunningLoop.set(inner);
        try {
            return call.call();
        } finally {
            RunningLoop.set(this);
        }
    }

    final void run(Runnable call) {
        inside(() -> {
            call.run();
            return true;
        });
    }

    /** Calls user code, which must see this loop as the running one. */
    final <T extends @Nullable Object> T enter(Call<T, RuntimeException> code) {
        if (RunningLoop.get() != inner) {
            return code.call();
        }
        AbstractEventLoop outer = RunningLoop.set(this);
        try {
            return code.call();
        } finally {
            RunningLoop.set(outer);
        }
    }

    /** What the inner loop gets for a user's callback. */
    final class Entry implements Runnable {
        private final Object callback;
        @Nullable Handle handle;

        Entry(Object callback, @Nullable Handle handle) {
            this.callback = handle == null ? callback : "";
            this.handle = handle;
        }

        @Override
        public void run() {
            enter(() -> {
                Handle wrapped = handle;
                if (wrapped != null) {
                    fire(wrapped);
                } else {
                    ((Runnable) callback).run();
                }
                return true;
            });
        }

        @Override
        public String toString() {
            return String.valueOf(handle == null ? callback : handle);
        }
    }

    /** Runs a handle whose turn has come. */
    void fire(Handle handle) {
        handle.run();
    }

    /** A user's callback for the inner loop to call. */
    final Runnable outward(Runnable callback) {
        return callback == null ? callback : new Entry(callback, null);
    }
}
