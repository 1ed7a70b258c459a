// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Handle;
import io.asyncio4j.internal.ExecutionState;
import org.jspecify.annotations.Nullable;

/** What a handle of Python's calls: the callback, in its Java context. What it throws is Python's to report. */
public final class Slot {

    private @Nullable Runnable callback;
    private final Context context;
    private @Nullable Handle handle;

    /** Where it was made; only in debug mode. */
    private final @Nullable Throwable site;

    Slot(Runnable callback, @Nullable Context context, boolean debug) {
        this.callback = callback;
        this.site = debug ? new Throwable("handle created at") : null;
        this.context = context == null ? Context.copyCurrent() : context;
    }

    /** The handle that was given to the user, for reports. */
    public @Nullable Handle handle() {
        return handle;
    }

    public @Nullable Throwable site() {
        return site;
    }

    void handle(Handle made) {
        handle = made;
    }

    public Context context() {
        return context;
    }

    /** Lets go of the callback. */
    void clear() {
        callback = null;
    }

    public void run() {
        Runnable work = callback;
        if (work != null) {
            in(context, work);
        }
    }

    /**
     * Runs for the only time. It lets go of the callback then, since Python's handle and Java's hold each other and no
     * collector sees both; not in debug mode, nor after an error, where its name is still asked for.
     */
    public void runOnce() {
        run();
        if (site == null) {
            callback = null;
        }
    }

    /** Does something in a Java context. */
    public static void in(Context context, Runnable work) {
        ExecutionState state = ExecutionState.current();
        Context outer = state.context;
        state.context = context;
        try {
            work.run();
        } finally {
            state.context = outer;
        }
    }

    @Override
    public String toString() {
        return String.valueOf(callback);
    }
}
