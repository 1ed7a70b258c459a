// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import org.jspecify.annotations.Nullable;

/**
 * A queue that gives the newest item first; {@code asyncio.LifoQueue}. Loop only.
 *
 * @param <T> the type of the items; may be nullable
 */
public final class LifoQueue<T extends @Nullable Object> extends Queue<T> {

    /** Makes one without a limit. */
    public LifoQueue() {
        this(0);
    }

    /**
     * Makes one.
     *
     * @param maxsize how many items it holds; 0 or less: no limit
     */
    public LifoQueue(int maxsize) {
        super(maxsize, new RingItems<>(true));
    }
}
