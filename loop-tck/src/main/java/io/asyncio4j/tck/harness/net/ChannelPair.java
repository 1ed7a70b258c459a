// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Two connected, non-blocking channels of the JDK on loopback, for loops that are given channels. Any thread.
 *
 * @param near the loop's
 * @param far the rule's own
 */
public record ChannelPair(SocketChannel near, SocketChannel far) implements Closeable {

    /**
     * Connects two channels.
     *
     * @return the pair
     * @throws IOException when loopback does not work
     */
    public static ChannelPair open() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            SocketChannel near = SocketChannel.open(server.getLocalAddress());
            SocketChannel far = server.accept();
            near.configureBlocking(false);
            far.configureBlocking(false);
            return new ChannelPair(near, far);
        }
    }

    /**
     * Sends a few bytes to the near end, and waits until they are there.
     *
     * @param text as Latin 1
     * @throws IOException when the connection is gone
     */
    public void send(String text) throws IOException {
        far.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        untilReadable(near);
    }

    /**
     * Waits until a channel can be read.
     *
     * @param channel a non-blocking channel that nobody polls
     * @throws IOException when it cannot be polled, or nothing comes in time
     */
    public static void untilReadable(SelectableChannel channel) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.register(selector, channel.validOps() & ~SelectionKey.OP_WRITE & ~SelectionKey.OP_CONNECT);
            if (selector.select(RawPeer.TIMEOUT_MILLIS) == 0) {
                throw new IOException("nothing came to " + channel);
            }
        }
    }

    /**
     * Writes until the system takes no more.
     *
     * @param channel a non-blocking channel whose peer does not read
     * @return how many bytes it took
     * @throws IOException when the connection is gone
     */
    public static long fill(java.nio.channels.WritableByteChannel channel) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(64 * 1024);
        long total = 0;
        int idle = 0;
        while (idle < 3) {
            int count = channel.write(zeros.clear());
            total += count;
            // The peer's side of a connection takes what this side has taken, a little later.
            idle = count == 0 ? idle + 1 : 0;
            if (count == 0) {
                Thread.yield();
            }
        }
        return total;
    }

    @Override
    public void close() throws IOException {
        try {
            near.close();
        } finally {
            far.close();
        }
    }
}
