// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.internal.Rethrow;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** An asynchronous iterator for the {@code for} statement, whose methods cannot declare what they throw. */
final class PlainIterator<T extends @Nullable Object> implements Iterator<T> {

    private final AsyncIterator<T> items;

    PlainIterator(AsyncIterator<T> items) {
        this.items = items;
    }

    @Override
    public boolean hasNext() {
        try {
            return items.hasNext();
        } catch (Exception failure) {
            throw Rethrow.<RuntimeException>asIs(failure);
        }
    }

    @Override
    public T next() {
        try {
            return items.next();
        } catch (Exception failure) {
            throw Rethrow.<RuntimeException>asIs(failure);
        }
    }
}
