// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import org.jspecify.annotations.Nullable;

/** What is in a queue, and the order in which it comes out. */
interface Items<T extends @Nullable Object> {

    /** Adds one, or throws and leaves everything as it was. */
    void add(T item);

    /** Takes the next one out; there is one. */
    T take();

    int size();

    void clear();
}
