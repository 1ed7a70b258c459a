// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Handle;

/** A handle of Python's. */
final class PythonHandle extends Handle {

    private final Slot slot;
    private final PythonObject handle;

    PythonHandle(Slot slot, PythonObject handle, AbstractEventLoop loop) {
        super(() -> {}, loop, slot.context());
        this.slot = slot;
        this.handle = handle;
        slot.handle(this);
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
