// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.Connection;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import org.jspecify.annotations.Nullable;

/** A connection to be; cancelling it gives the attempt up. Loop only. */
final class PendingConnection<P extends BaseProtocol> extends Future<Connection<Transport, P>> {

    private @Nullable Runnable giveUp;

    PendingConnection(AbstractEventLoop loop) {
        super(loop);
    }

    /** Says what a cancel has to undo from now on; null: nothing. */
    void onCancel(@Nullable Runnable action) {
        giveUp = action;
    }

    @Override
    public boolean cancel(@Nullable Object message) {
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

    void fail(Throwable error) {
        giveUp = null;
        if (!done()) {
            setException(error);
        }
    }

    void succeed(Transport transport, P protocol) {
        giveUp = null;
        if (!done()) {
            setResult(new Connection<>(transport, protocol));
        }
    }
}
