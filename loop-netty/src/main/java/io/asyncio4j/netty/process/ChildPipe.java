// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.process;

import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import org.jspecify.annotations.Nullable;

/** The protocol of one of a child's pipes: passes everything on with the number of the stream. Loop only. */
final class ChildPipe implements Protocol {

    private final ChildTransport child;
    private final int fd;
    private @Nullable BaseTransport transport;
    private boolean disconnected;

    ChildPipe(ChildTransport child, int fd) {
        this.child = child;
        this.fd = fd;
    }

    void opened(BaseTransport opened) {
        transport = opened;
    }

    @Nullable BaseTransport transport() {
        return transport;
    }

    boolean isDisconnected() {
        return disconnected;
    }

    @Override
    public void dataReceived(byte[] data) {
        child.pipeData(fd, data);
    }

    @Override
    public void connectionLost(@Nullable Throwable exc) {
        disconnected = true;
        child.pipeLost(fd, exc);
    }

    @Override
    public void pauseWriting() {
        child.pauseWriting();
    }

    @Override
    public void resumeWriting() {
        child.resumeWriting();
    }
}
