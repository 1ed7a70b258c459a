// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.BufferedProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.transports.BaseTransport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a user's protocol hears, a method each: a broken loop swallows, repeats, delays or changes it here. */
abstract class ForwardingEvents extends ForwardingCore {

    ForwardingEvents(AbstractEventLoop inner) {
        super(inner);
    }

    /** The user's view of a transport of the inner loop; always the same one. */
    abstract BaseTransport outward(BaseTransport from);

    void connectionMade(BaseProtocol to, BaseTransport transport) {
        to.connectionMade(transport);
    }

    void connectionLost(BaseProtocol to, @Nullable Throwable error) {
        to.connectionLost(error);
    }

    void pauseWriting(BaseProtocol to) {
        to.pauseWriting();
    }

    void resumeWriting(BaseProtocol to) {
        to.resumeWriting();
    }

    void dataReceived(Protocol to, byte[] data) {
        to.dataReceived(data);
    }

    /** For both kinds of protocols. */
    boolean eofReceived(BaseProtocol to) {
        return to instanceof BufferedProtocol buffered
                ? buffered.eofReceived()
                : ((Protocol) to).eofReceived();
    }

    ByteBuffer getBuffer(BufferedProtocol to, int sizeHint) {
        return to.getBuffer(sizeHint);
    }

    void bufferUpdated(BufferedProtocol to, int nbytes) {
        to.bufferUpdated(nbytes);
    }

    void datagramReceived(DatagramProtocol to, byte[] data, SocketAddress address) {
        to.datagramReceived(data, address);
    }

    void errorReceived(DatagramProtocol to, IOException error) {
        to.errorReceived(error);
    }

    void pipeDataReceived(SubprocessProtocol to, int fd, byte[] data) {
        to.pipeDataReceived(fd, data);
    }

    void pipeConnectionLost(SubprocessProtocol to, int fd, @Nullable Throwable error) {
        to.pipeConnectionLost(fd, error);
    }

    void processExited(SubprocessProtocol to) {
        to.processExited();
    }
}
