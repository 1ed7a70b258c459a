// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.internal.Rethrow;
import io.asyncio4j.tasks.Future;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine's place in a line: pending until it is woken or cancelled. Between being woken and going on lies an
 * iteration, in which its task may still be cancelled; whoever waits has to pass the wake-up on then.
 */
final class Waiter extends Future<@Nullable Void> {

    private final Object owner;

    /** Neighbours in the line; kept by it. */
    @Nullable Waiter previous;

    @Nullable Waiter next;

    Waiter(AbstractEventLoop loop, Object owner) {
        super(loop);
        this.owner = owner;
    }

    /** Returns when woken; throws when cancelled before or after that. */
    void suspend() {
        try {
            await();
        } catch (Exception e) {
            throw Rethrow.<RuntimeException>asIs(e);
        }
    }

    void wake() {
        setResult(null);
    }

    boolean woken() {
        return done() && !cancelled();
    }

    /** Shown as what the task waits for. */
    @Override
    public String toString() {
        return owner.toString();
    }
}
