// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.RunGate;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link ToolkitLoop} that rules can run: what every loop that lives on somebody else's thread needs for the TCK. */
final class HeldToolkitLoop extends ToolkitLoop {

    private final ScheduledThreadPoolExecutor toolkit;
    private final RunGate gate;

    private HeldToolkitLoop(ScheduledThreadPoolExecutor toolkit) {
        super(toolkit);
        this.toolkit = toolkit;
        this.gate = new RunGate(this, toolkit);
    }

    /** Starts a toolkit, and holds it for the calling thread. */
    static HeldToolkitLoop create() {
        var toolkit = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("toolkit").factory());
        toolkit.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        HeldToolkitLoop loop = new HeldToolkitLoop(toolkit);
        loop.gate.hold();
        return loop;
    }

    @Override
    public boolean isOnLoop() {
        return gate.isHolder() || super.isOnLoop();
    }

    @Override
    public void runForever() {
        gate.runForever();
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
        return gate.runUntilComplete(future);
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> coroutine) throws Exception {
        return gate.runUntilComplete(coroutine);
    }

    @Override
    public void stop() {
        gate.stop();
    }

    @Override
    public void close() {
        if (gate.isRunning()) {
            throw new IllegalStateException("close: Cannot close a running event loop: " + this);
        }
        if (isClosed()) {
            return;
        }
        end();
        gate.release();
        toolkit.shutdown();
        try {
            if (!toolkit.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("close: the toolkit of " + this + " did not end within 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
