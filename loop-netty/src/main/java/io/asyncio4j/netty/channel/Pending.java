// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.LoopExit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A future whose cancelling gives an attempt up. Loop only.
 *
 * @param <R> type of the result
 */
public class Pending<R extends @Nullable Object> extends Future<R> {

    private @Nullable Runnable giveUp;

    /**
     * Makes one that is not done.
     *
     * @param loop whose it is
     */
    public Pending(AbstractEventLoop loop) {
        super(loop);
    }

    /**
     * Says what a cancel has to undo from now on.
     *
     * @param action what, or null for nothing
     */
    public final void onCancel(@Nullable Runnable action) {
        giveUp = action;
    }

    /**
     * Has the user's factory make the protocol. If it throws, returns what is no protocol, or cancels this very call, then
     * this is over and what was opened is disposed of; a {@link LoopExit} goes on its way besides.
     *
     * @param <P> type of the protocol
     * @param factory the user's
     * @param check throws what is to be told of a protocol that will not do
     * @param dispose closes what was opened for the protocol
     * @return null if this is over
     */
    public final <P> @Nullable P makeProtocol(Supplier<P> factory, Consumer<P> check, Runnable dispose) {
        giveUp = null;
        try {
            P protocol = factory.get();
            check.accept(protocol);
            if (!done()) {
                return protocol;
            }
            dispose.run();
        } catch (LoopExit exit) {
            dispose.run();
            fail(exit);
            throw exit;
        } catch (Throwable error) {
            dispose.run();
            fail(error);
        }
        return null;
    }

    @Override
    public final boolean cancel(@Nullable Object message) {
        if (!super.cancel(message)) {
            return false;
        }
        Runnable action = giveUp;
        giveUp = null;
        if (action != null) {
            action.run();
        }
        return true;
    }

    /**
     * Fails unless it is done.
     *
     * @param error why
     */
    public final void fail(Throwable error) {
        giveUp = null;
        if (!done()) {
            setException(error);
        }
    }

    /**
     * Succeeds unless it is done.
     *
     * @param result with what
     */
    public final void succeed(R result) {
        giveUp = null;
        if (!done()) {
            setResult(result);
        }
    }
}
