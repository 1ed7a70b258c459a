// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.TimerHandle;

/** A timer handle of Python's. */
final class PythonTimerHandle extends TimerHandle {

    private final Slot slot;
    private final PythonObject handle;

    PythonTimerHandle(Slot slot, PythonObject handle, AbstractEventLoop loop) {
        super(nanos(handle.when()), () -> {}, loop, slot.context());
        this.slot = slot;
        this.handle = handle;
        slot.handle(this);
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }

    @Override
    public void cancel() {
        handle.ask("cancel");
        slot.clear();
    }

    @Override
    public boolean cancelled() {
        return handle.<Boolean>get("cancelled");
    }

    @Override
    public void run() {
        slot.run();
    }

    @Override
    public String toString() {
        return handle.get("repr");
    }
}
