// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.DatagramTransport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams over a socket; asyncio's {@code _SelectorDatagramTransport}.
 *
 * <p>
 * One datagram is read each time the socket is readable. One that is sent goes to the system at once, unless others wait
 * already or the system does not take it now. Errors of the system are told to the protocol and end nothing, as the next
 * datagram may go well.
 *
 * <p>
 * <b>What the JDK adds.</b> It sends no empty datagram on a connected socket, so the first one ends the connection for the
 * system, though not for the program: strangers are kept out here from then on.
 */
final class DatagramEndpoint extends SelectorTransport<DatagramChannel> implements DatagramTransport {

    /** What a waiting datagram counts beside its bytes, as in asyncio. */
    private static final int HEADER = 8;

    private final @Nullable SocketAddress remote;

    /** The only sender whose datagrams are wanted. */
    private final @Nullable SocketAddress peer;

    private final Deque<Waiting> output = new ArrayDeque<>();
    private long outputSize;

    private record Waiting(byte[] data, @Nullable SocketAddress address) {}

    DatagramEndpoint(SelectorNetwork loop, DatagramChannel channel, DatagramProtocol protocol,
            @Nullable SocketAddress remote, Future<@Nullable Void> made) throws IOException {
        super(loop, channel, protocol, channel.getRemoteAddress());
        this.peer = channel.getRemoteAddress();
        this.remote = remote != null ? remote : peer;
        begin(() -> {
            if (!made.done()) {
                made.setResult(null);
            }
        });
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        if (!(Objects.requireNonNull(newProtocol, "setProtocol: the protocol is null") instanceof DatagramProtocol)) {
            throw new IllegalArgumentException("setProtocol: " + newProtocol + " is for no datagrams");
        }
        super.setProtocol(newProtocol);
    }

    private DatagramProtocol receiver() {
        return (DatagramProtocol) protocol();
    }

    private void error(IOException failure) {
        IOException told = failure instanceof PortUnreachableException
                ? (IOException) new ConnectException("Connection refused").initCause(failure)
                : failure;
        guarded("protocol.error_received() failed", () -> receiver().errorReceived(told));
    }

    // ---- receiving

    @Override
    void readReady() {
        ByteBuffer scratch = loop.scratch();
        SocketAddress sender;
        try {
            sender = channel.receive(scratch);
        } catch (IOException failure) {
            error(failure);
            return;
        } catch (Throwable failure) {
            fatal("Fatal read error on datagram transport", failure);
            return;
        }
        if (sender != null && (peer == null || peer.equals(sender))) {
            byte[] data = new byte[scratch.flip().remaining()];
            scratch.get(data);
            receiver().datagramReceived(data, sender);
        }
    }

    // ---- sending

    @Override
    public void sendto(byte[] data, @Nullable SocketAddress address) {
        Objects.requireNonNull(data, "sendto: the data is null");
        sendto(ByteBuffer.wrap(data), address);
    }

    @Override
    public void sendto(ByteBuffer data, @Nullable SocketAddress address) {
        Objects.requireNonNull(data, "sendto: the data is null");
        if (remote != null && address != null && !remote.equals(address)) {
            throw new IllegalArgumentException("Invalid address: must be None or " + remote);
        }
        if (remote == null && address == null) {
            throw new IllegalArgumentException("sendto: the endpoint has no remote address; give one");
        }
        byte[] datagram = new byte[data.remaining()];
        data.get(datagram);
        if (tooLate()) {
            return;
        }
        Waiting next = new Waiting(datagram, remote != null ? remote : address);
        if (output.isEmpty()) {
            if (left(next)) {
                return;
            }
            Objects.requireNonNull(loop.watchers().writer(channel, this::writeReady));
        }
        output.add(next);
        outputSize += datagram.length + HEADER;
        pauseWritingIfFull();
    }

    /** Returns false if the system does not take it now. */
    private boolean left(Waiting next) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(next.data());
            if (!bytes.hasRemaining() && channel.isConnected()) {
                channel.disconnect();
            }
            int sent = channel.isConnected()
                    ? channel.write(bytes)
                    : channel.send(bytes, Objects.requireNonNull(next.address()));
            return sent > 0 || next.data().length == 0;
        } catch (IOException failure) {
            error(failure);
        } catch (UnsupportedAddressTypeException | UnresolvedAddressException failure) {
            error(new IOException("sendto: " + next.address() + " is no address for this socket", failure));
        } catch (Throwable failure) {
            fatal("Fatal write error on datagram transport", failure);
        }
        return true;
    }

    private void writeReady() {
        while (!output.isEmpty()) {
            if (!left(output.element())) {
                break;
            }
            // The failure of one may have been the end of all.
            if (!output.isEmpty()) {
                outputSize -= output.remove().data().length + HEADER;
            }
        }
        resumeWritingIfDrained();
        if (output.isEmpty()) {
            outputIsSent();
        }
    }

    @Override
    public long getWriteBufferSize() {
        return outputSize;
    }

    @Override
    boolean hasOutput() {
        return !output.isEmpty();
    }

    @Override
    void dropOutput() {
        output.clear();
        outputSize = 0;
    }

    @Override
    void ended() {}
}
