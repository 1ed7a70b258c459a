// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.Connection;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import org.jspecify.annotations.Nullable;

/** A pipe that opens; cancelling it closes the pipe. Loop only. */
final class PendingPipe<T extends BaseTransport, P extends BaseProtocol> extends Future<Connection<T, P>> {

    private @Nullable T transport;

    PendingPipe(AbstractEventLoop loop) {
        super(loop);
    }

    void opening(T opened) {
        transport = opened;
    }

    void succeed(P protocol) {
        T opened = transport;
        transport = null;
        if (opened != null && !done()) {
            setResult(new Connection<>(opened, protocol));
        }
    }

    @Override
    public boolean cancel(@Nullable Object message) {
        if (!super.cancel(message)) {
            return false;
        }
        T opened = transport;
        transport = null;
        if (opened != null) {
            opened.close();
        }
        return true;
    }
}
