// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import io.asyncio4j.context.Context;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A loop for those who want an executor. Any thread. */
record LoopExecutor(AbstractEventLoop loop) implements Executor {

    private static final Context EMPTY = new Context();

    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "execute: the command is null; give what is to run on the loop");
        try {
            // What a library calls back for has nothing to do with the context of the thread that it happens to use.
            loop.callSoonThreadsafe(command, EMPTY.copy());
        } catch (IllegalStateException closed) {
            if (!loop.isClosed()) {
                throw closed;
            }
            throw new RejectedExecutionException(
                    "execute: " + loop + " is closed; end what calls back on it before", closed);
        }
    }
}
