// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.process;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.Connection;
import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.SubprocessTransport;
import org.jspecify.annotations.Nullable;

/** A child that starts; cancelling it kills the child. Loop only. */
final class PendingChild<P extends SubprocessProtocol> extends Future<Connection<SubprocessTransport, P>> {

    private @Nullable ChildTransport child;
    private @Nullable P protocol;

    PendingChild(AbstractEventLoop loop) {
        super(loop);
    }

    void opening(ChildTransport opened, P itsProtocol) {
        child = opened;
        protocol = itsProtocol;
    }

    void succeed() {
        ChildTransport opened = child;
        P itsProtocol = protocol;
        child = null;
        if (opened != null && itsProtocol != null && !done()) {
            setResult(new Connection<>(opened, itsProtocol));
        }
    }

    @Override
    public boolean cancel(@Nullable Object message) {
        if (!super.cancel(message)) {
            return false;
        }
        ChildTransport opened = child;
        child = null;
        if (opened != null) {
            opened.abandon();
        }
        return true;
    }
}
