// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

/**
 * What was acquired, for {@code try (var held = lock.acquire()) {...}}; the {@code async with} of asyncio. Loop only.
 *
 * <p>
 * Nobody owns a lock, here as in asyncio: who would rather call {@code release} may ignore this object.
 */
public final class Held implements AutoCloseable {

    private final Releasable from;
    private boolean closed;

    Held(Releasable from) {
        this.from = from;
    }

    /**
     * Releases what was acquired, once: closing again does nothing.
     *
     * @throws IllegalStateException if it is a lock that was released by other means meanwhile
     * @throws IllegalArgumentException if it is a bounded semaphore that was released by other means meanwhile
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            from.release();
        }
    }

    @Override
    public String toString() {
        return "Held[" + (closed ? "closed, " : "") + from + "]";
    }
}
