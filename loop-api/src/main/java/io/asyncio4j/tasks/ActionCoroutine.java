// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import org.jspecify.annotations.Nullable;

/** A {@link CoroutineAction} seen as a {@link Coroutine}; a record, so that the original stays visible in messages. */
record ActionCoroutine(CoroutineAction action) implements Coroutine<@Nullable Void> {

    @Override
    public @Nullable Void run() throws Exception {
        action.run();
        return null;
    }
}
