// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

/** A semaphore that never has more permits than it had at first; {@code asyncio.BoundedSemaphore}. Loop only. */
public final class BoundedSemaphore extends Semaphore {

    private final int bound;

    /** Makes one with a single permit. */
    public BoundedSemaphore() {
        this(1);
    }

    /**
     * Makes one.
     *
     * @param value how many permits there are
     * @throws IllegalArgumentException if it is negative
     */
    public BoundedSemaphore(int value) {
        super(value);
        this.bound = value;
    }

    /**
     * Adds a permit, or hands it to the first in line; {@code BoundedSemaphore.release()}.
     *
     * @throws IllegalArgumentException if all permits are there already
     */
    @Override
    public void release() {
        if (value() >= bound) {
            throw new IllegalArgumentException("BoundedSemaphore.release: " + this + " has all its " + bound
                    + " permits; release it once for each acquire()");
        }
        super.release();
    }
}
