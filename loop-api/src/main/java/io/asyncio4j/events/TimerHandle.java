// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import io.asyncio4j.context.Context;
import org.jspecify.annotations.Nullable;

/** A callback with a deadline; {@code asyncio.TimerHandle}. Loop only. */
public class TimerHandle extends Handle {

    private final long deadlineNanos;

    /** Breaks ties of equal deadlines in the order of registration; set by the loop's timer heap. */
    private long order;

    private @Nullable Runnable onCancel;

    /**
     * Makes a handle; for loop implementers.
     *
     * @param deadlineNanos in the loop's clock; {@link Long#MAX_VALUE}: never
     * @param callback what to run
     * @param loop the loop that runs it
     * @param context runs in this very context; null: in a copy of the current one
     * @throws NullPointerException if {@code callback} or {@code loop} is null
     */
    public TimerHandle(long deadlineNanos, Runnable callback, AbstractEventLoop loop, @Nullable Context context) {
        super(callback, loop, context);
        this.deadlineNanos = deadlineNanos;
    }

    /**
     * Returns the deadline in seconds on the scale of {@code loop.time()}, also after it fired or was cancelled;
     * {@code TimerHandle.when()}.
     *
     * @return seconds; infinity if it never fires
     */
    public final double when() {
        return deadlineNanos == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : deadlineNanos / 1e9;
    }

    /**
     * Returns the deadline as the loop counts it; for loop implementers.
     *
     * @return nanoseconds of the loop's clock
     */
    public final long deadlineNanos() {
        return deadlineNanos;
    }

    /**
     * Returns the place among equal deadlines; for loop implementers.
     *
     * @return as set
     */
    public final long order() {
        return order;
    }

    /**
     * Puts the handle into a schedule; for loop implementers.
     *
     * @param newOrder its place among equal deadlines
     * @param cancelHook told once when the handle is cancelled, unless {@link #unscheduled()} came first
     */
    public final void scheduled(long newOrder, Runnable cancelHook) {
        this.order = newOrder;
        this.onCancel = cancelHook;
    }

    /** Tells that the handle has left the schedule: a later cancel is none of the schedule's business. */
    public final void unscheduled() {
        this.onCancel = null;
    }

    @Override
    public void cancel() {
        super.cancel();
        Runnable hook = onCancel;
        if (hook != null) {
            onCancel = null;
            hook.run();
        }
    }
}
