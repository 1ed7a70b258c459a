// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

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

/** A user's protocol as the inner loop sees it: hands each event to the forwarding loop. */
class ForwardingProtocol implements BaseProtocol {

    final ForwardingEvents loop;
    final BaseProtocol to;

    ForwardingProtocol(ForwardingEvents loop, BaseProtocol to) {
        this.loop = loop;
        this.to = to;
    }

    final void tell(Runnable event) {
        loop.enter(() -> {
            event.run();
            return true;
        });
    }

    @Override
    public void connectionMade(BaseTransport transport) {
        BaseTransport shown = loop.outward(transport);
        tell(() -> loop.connectionMade(to, shown));
    }

    @Override
    public void connectionLost(@Nullable Throwable error) {
        tell(() -> loop.connectionLost(to, error));
    }

    @Override
    public void pauseWriting() {
        tell(() -> loop.pauseWriting(to));
    }

    @Override
    public void resumeWriting() {
        tell(() -> loop.resumeWriting(to));
    }

    @Override
    public String toString() {
        return to.toString();
    }

    static final class Streaming extends ForwardingProtocol implements Protocol {
        Streaming(ForwardingEvents loop, Protocol to) {
            super(loop, to);
        }

        @Override
        public void dataReceived(byte[] data) {
            tell(() -> loop.dataReceived((Protocol) to, data));
        }

        @Override
        public boolean eofReceived() {
            return loop.enter(() -> loop.eofReceived(to));
        }
    }

    static final class Buffered extends ForwardingProtocol implements BufferedProtocol {
        Buffered(ForwardingEvents loop, BufferedProtocol to) {
            super(loop, to);
        }

        @Override
        public ByteBuffer getBuffer(int sizeHint) {
            return loop.enter(() -> loop.getBuffer((BufferedProtocol) to, sizeHint));
        }

        @Override
        public void bufferUpdated(int nbytes) {
            tell(() -> loop.bufferUpdated((BufferedProtocol) to, nbytes));
        }

        @Override
        public boolean eofReceived() {
            return loop.enter(() -> loop.eofReceived(to));
        }
    }

    static final class Datagrams extends ForwardingProtocol implements DatagramProtocol {
        Datagrams(ForwardingEvents loop, DatagramProtocol to) {
            super(loop, to);
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress address) {
            tell(() -> loop.datagramReceived((DatagramProtocol) to, data, address));
        }

        @Override
        public void errorReceived(IOException error) {
            tell(() -> loop.errorReceived((DatagramProtocol) to, error));
        }
    }

    static final class Child extends ForwardingProtocol implements SubprocessProtocol {
        Child(ForwardingEvents loop, SubprocessProtocol to) {
            super(loop, to);
        }

        @Override
        public void pipeDataReceived(int fd, byte[] data) {
            tell(() -> loop.pipeDataReceived((SubprocessProtocol) to, fd, data));
        }

        @Override
        public void pipeConnectionLost(int fd, @Nullable Throwable error) {
            tell(() -> loop.pipeConnectionLost((SubprocessProtocol) to, fd, error));
        }

        @Override
        public void processExited() {
            tell(() -> loop.processExited((SubprocessProtocol) to));
        }
    }
}
