// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * The other side of a unix connection: a blocking channel of the JDK, which shares no code with the loop under test. What
 * may block is done by a helper thread; wait for it with the rig.
 */
public final class UnixPeer implements Closeable {

    private static final int READ_BYTES = 65_536;

    private final SocketChannel channel;

    private UnixPeer(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Connects.
     *
     * @param path where somebody listens
     * @return the connected peer
     * @throws IOException when nobody listens there
     */
    public static UnixPeer connect(Path path) throws IOException {
        return new UnixPeer(SocketChannel.open(UnixDomainSocketAddress.of(path)));
    }

    /**
     * Listens.
     *
     * @param path where
     * @return a bound channel
     * @throws IOException when it cannot be bound
     */
    public static ServerSocketChannel listen(Path path) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        return listener;
    }

    /**
     * Accepts a connection that is waiting already.
     *
     * @param listener from {@link #listen}
     * @return the connected peer
     * @throws IOException when the listener is closed
     */
    public static UnixPeer accept(ServerSocketChannel listener) throws IOException {
        return new UnixPeer(listener.accept());
    }

    /**
     * Sends a few bytes at once: they are with the system when this returns.
     *
     * @param text what to send, as Latin 1
     * @throws IOException when the connection is gone
     */
    public void send(String text) throws IOException {
        ByteBuffer data = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (data.hasRemaining()) {
            channel.write(data);
        }
    }

    /**
     * Reads exactly so many bytes.
     *
     * @param count how many
     * @return the bytes as Latin 1; fails with {@link EOFException} when the connection ends before
     */
    public CompletableFuture<String> reading(int count) {
        return RawPeer.helper(() -> {
            ByteBuffer data = ByteBuffer.allocate(count);
            while (data.hasRemaining()) {
                if (channel.read(data) < 0) {
                    throw new EOFException("peer: end of file after " + data.position() + " of " + count + " bytes");
                }
            }
            return new String(data.array(), StandardCharsets.ISO_8859_1);
        });
    }

    /**
     * Reads up to the end of file.
     *
     * @return all bytes; fails when the connection is reset
     */
    public CompletableFuture<byte[]> readingToEnd() {
        return RawPeer.helper(() -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer data = ByteBuffer.allocate(READ_BYTES);
            while (channel.read(data.clear()) >= 0) {
                all.write(data.array(), 0, data.position());
            }
            return all.toByteArray();
        });
    }

    /**
     * Ends the sending side.
     *
     * @throws IOException when the connection is gone
     */
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /**
     * The channel, for a loop to take over.
     *
     * @return the channel
     */
    public SocketChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
