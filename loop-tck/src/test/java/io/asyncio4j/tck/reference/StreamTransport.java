// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.BufferedProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream over a socket; asyncio's {@code _SelectorSocketTransport}.
 *
 * <p>
 * <b>Reading.</b> One read each time the socket is readable. For a protocol with buffers of its own the system writes into
 * those, for any other one the bytes go through the loop's scratch buffer into an array.
 *
 * <p>
 * <b>Writing.</b> While nothing waits, a write goes to the system at once; what that does not take waits, and is sent
 * when the socket is writable. Closing and the end of output wait for it.
 *
 * <p>
 * All bytes go through buffers outside the heap, piece by piece: the JDK would copy arrays of any size there, and keep
 * the room.
 */
final class StreamTransport extends SelectorTransport<SocketChannel> implements Transport {

    /** More than a socket takes at once. */
    private static final int BURST_BYTES = 4 * 1024 * 1024;

    private final @Nullable ListeningServer server;
    private final Deque<ByteBuffer> output = new ArrayDeque<>();
    private long outputSize;
    private boolean outputEnds;
    private boolean inputEnded;

    StreamTransport(SelectorNetwork loop, SocketChannel channel, BaseProtocol protocol, Future<@Nullable Void> made,
            @Nullable ListeningServer server) throws IOException {
        super(loop, channel, checked(protocol), channel.getRemoteAddress());
        this.server = server;
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        if (server != null) {
            server.attach(this);
        }
        begin(() -> {
            if (!made.done()) {
                made.setResult(null);
            }
        });
    }

    private static BaseProtocol checked(BaseProtocol protocol) {
        Objects.requireNonNull(protocol, "setProtocol: the protocol is null");
        if (!(protocol instanceof Protocol) && !(protocol instanceof BufferedProtocol)) {
            throw new IllegalArgumentException("setProtocol: " + protocol + " is for no stream");
        }
        return protocol;
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        super.setProtocol(checked(newProtocol));
    }

    // ---- reading

    /** Pausing and resuming after the end must not bring a second one, as it does in CPython. */
    @Override
    boolean mayHaveInput() {
        return !inputEnded;
    }

    @Override
    void readReady() {
        if (protocol() instanceof BufferedProtocol buffered) {
            readInto(buffered);
        } else {
            readFor((Protocol) protocol());
        }
    }

    private void readFor(Protocol protocol) {
        ByteBuffer scratch = loop.scratch();
        int count;
        try {
            count = channel.read(scratch);
        } catch (Throwable failure) {
            fatal("Fatal read error on socket transport", failure);
            return;
        }
        if (count > 0) {
            byte[] data = new byte[count];
            scratch.flip().get(data);
            try {
                protocol.dataReceived(data);
            } catch (Throwable failure) {
                fatal("Fatal error: protocol.data_received() call failed.", failure);
            }
        } else if (count < 0) {
            ended(protocol::eofReceived);
        }
    }

    private void readInto(BufferedProtocol protocol) {
        ByteBuffer buffer;
        try {
            buffer = protocol.getBuffer(-1).duplicate();
            if (!buffer.hasRemaining()) {
                throw new IllegalStateException("get_buffer() returned an empty buffer");
            }
        } catch (Throwable failure) {
            fatal("Fatal error: protocol.get_buffer() call failed.", failure);
            return;
        }
        int count;
        try {
            buffer.limit(Math.min(buffer.limit(), buffer.position() + SelectorNetwork.READ_BYTES));
            count = channel.read(buffer);
        } catch (Throwable failure) {
            fatal("Fatal read error on socket transport", failure);
            return;
        }
        if (count > 0) {
            try {
                protocol.bufferUpdated(count);
            } catch (Throwable failure) {
                fatal("Fatal error: protocol.buffer_updated() call failed.", failure);
            }
        } else if (count < 0) {
            ended(protocol::eofReceived);
        }
    }

    private interface EofReceived {
        boolean keepsOpen();
    }

    private void ended(EofReceived protocol) {
        boolean keepOpen;
        try {
            keepOpen = protocol.keepsOpen();
        } catch (Throwable failure) {
            fatal("Fatal error: protocol.eof_received() call failed.", failure);
            return;
        }
        if (keepOpen) {
            inputEnded = true;
            stopReading();
        } else {
            close();
        }
    }

    // ---- writing

    @Override
    public void write(byte[] data, int offset, int length) {
        Objects.requireNonNull(data, "write: the data is null");
        write(ByteBuffer.wrap(data, offset, length));
    }

    @Override
    public void write(ByteBuffer data) {
        Objects.requireNonNull(data, "write: the data is null");
        if (outputEnds) {
            throw new IllegalStateException("Cannot call write() after write_eof()");
        }
        if (!data.hasRemaining() || tooLate()) {
            data.position(data.limit());
            return;
        }
        if (output.isEmpty()) {
            try {
                send(data);
            } catch (Throwable failure) {
                data.position(data.limit());
                fatal("Fatal write error on socket transport", failure);
                return;
            }
            if (!data.hasRemaining()) {
                return;
            }
            Objects.requireNonNull(loop.watchers().writer(channel, this::writeReady));
        }
        outputSize += data.remaining();
        output.add(ByteBuffer.allocate(data.remaining()).put(data).flip());
        pauseWritingIfFull();
    }

    /** Hands the system as much as it takes, piece by piece; not for ever to a peer that reads as fast as this writes. */
    private void send(ByteBuffer data) throws IOException {
        int end = (int) Math.min((long) data.position() + BURST_BYTES, data.limit());
        while (data.position() < end) {
            ByteBuffer piece = loop.scratch();
            int size = Math.min(piece.remaining(), data.remaining());
            piece.put(0, data, data.position(), size).limit(size);
            int sent = channel.write(piece);
            data.position(data.position() + sent);
            if (sent < size) {
                return;
            }
        }
    }

    /** One write for as much of the output as fits, like asyncio's {@code sendmsg}. */
    private void writeReady() {
        ByteBuffer piece = loop.scratch();
        for (ByteBuffer waiting : output) {
            int size = Math.min(piece.remaining(), waiting.remaining());
            piece.put(piece.position(), waiting, waiting.position(), size).position(piece.position() + size);
            if (!piece.hasRemaining()) {
                break;
            }
        }
        int sent;
        try {
            sent = channel.write(piece.flip());
        } catch (Throwable failure) {
            fatal("Fatal write error on socket transport", failure);
            return;
        }
        outputSize -= sent;
        while (sent > 0) {
            ByteBuffer first = output.element();
            int taken = Math.min(sent, first.remaining());
            first.position(first.position() + taken);
            sent -= taken;
            if (!first.hasRemaining()) {
                output.remove();
            }
        }
        resumeWritingIfDrained();
        if (output.isEmpty()) {
            outputIsSent();
            if (outputEnds && !isClosing()) {
                endOutput();
            }
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
    public void writeEof() {
        if (isClosing() || outputEnds) {
            return;
        }
        outputEnds = true;
        if (output.isEmpty()) {
            endOutput();
        }
    }

    private void endOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException failure) {
            fatal("Fatal write error on socket transport", failure);
        }
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    @Override
    void ended() {
        if (server != null) {
            server.detach(this);
        }
    }
}
