// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import org.jspecify.annotations.Nullable;

/**
 * A {@link CoroutineAction} seen as a {@link Coroutine}; a record, so that the original stays visible in messages.
 *
 * @param <T> {@code Void}; a parameter, since otherwise {@code run} would have a bridge, whose frame stays with each
 *            coroutine that waits
 */
record ActionCoroutine<T extends @Nullable Object>(CoroutineAction action) implements Coroutine<T> {

    @Override
    @SuppressWarnings("NullAway") // T is a nullable Void
    public T run() throws Exception {
        action.run();
        return null;
    }
}
