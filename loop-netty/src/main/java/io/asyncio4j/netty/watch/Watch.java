// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.watch;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.base.BaseEventLoop;
import org.jspecify.annotations.Nullable;

/**
 * One callback for one direction of one channel or descriptor. Loop only.
 *
 * <p>Its handle is queued in each iteration in which there is an event, and never twice at the same time; once cancelled
 * it does nothing, also if it is in the ready queue then.
 */
public final class Watch implements Runnable {

    private final BaseEventLoop loop;
    private final Runnable callback;
    private final Handle handle;
    private boolean queued;

    Watch(BaseEventLoop loop, Runnable callback, @Nullable Context context) {
        this.loop = loop;
        this.callback = callback;
        this.handle = new Handle(this, loop, context);
    }

    /** What is called; a single operation that waits is its own callback. */
    Runnable callback() {
        return callback;
    }

    void queue() {
        if (!queued) {
            queued = true;
            loop.enqueue(handle);
        }
    }

    void cancel() {
        handle.cancel();
    }

    @Override
    public void run() {
        queued = false;
        callback.run();
    }

    @Override
    public String toString() {
        return callback.toString();
    }
}
