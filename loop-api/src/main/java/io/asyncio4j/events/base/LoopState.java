// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a loop runs, and where. Any thread may ask.
 *
 * <pre>
 * IDLE -> RUNNING(thread) -> IDLE ...
 *   \-> CLOSED
 * </pre>
 *
 * <p>
 * Idle is null, running is the thread that runs it, closed is a marker that nothing replaces; one compare-and-set each,
 * so two threads can neither run the loop at once nor close it while it runs.
 */
final class LoopState {

    private static final Object CLOSED = new Object();

    private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

    boolean isRunning() {
        return state.get() instanceof Thread;
    }

    boolean isClosed() {
        return state.get() == CLOSED;
    }

    @Nullable Thread runner() {
        return state.get() instanceof Thread thread ? thread : null;
    }

    boolean begin(Thread thread) {
        return state.compareAndSet(null, thread);
    }

    void end(Thread thread) {
        state.compareAndSet(thread, null);
    }

    boolean close() {
        return state.compareAndSet(null, CLOSED);
    }

    @Override
    public String toString() {
        return isClosed() ? "closed" : isRunning() ? "running" : "idle";
    }
}
