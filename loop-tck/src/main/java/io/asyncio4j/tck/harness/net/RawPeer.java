// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import io.asyncio4j.tck.harness.Stress;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * The other side of a connection: a blocking socket of the JDK, which shares no code with the loop under test. Sending is done
 * by the calling thread, or, when it may block, by a helper thread like all reading; wait for those with the rig.
 */
public final class RawPeer implements Closeable {

    /** Longer than any rule may take, so that a peer never holds a rule up for ever. */
    static final int TIMEOUT_MILLIS = 20_000;

    /** For seeing that something has not happened which would be there already. */
    private static final int SHORT_MILLIS = 20;

    private final Socket socket;

    RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /**
     * Connects.
     *
     * @param address where to
     * @return the connected peer
     * @throws IOException when nobody listens there
     */
    public static RawPeer connect(InetSocketAddress address) throws IOException {
        return connect(address, TIMEOUT_MILLIS);
    }

    /**
     * Connects.
     *
     * @param address where to
     * @param timeoutMillis how long to try
     * @return the connected peer
     * @throws IOException when nobody listens there, or nobody answers in time
     */
    public static RawPeer connect(InetSocketAddress address, int timeoutMillis) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, timeoutMillis);
            return new RawPeer(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Sends a few bytes at once: they are with the system when this returns.
     *
     * @param text what to send, as Latin 1
     * @throws IOException when the connection is gone
     */
    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Sends a few bytes at once: they are with the system when this returns.
     *
     * @param data what to send; no more than fits into the buffers of the system
     * @throws IOException when the connection is gone
     */
    public void send(byte[] data) throws IOException {
        Stress.delay();
        socket.getOutputStream().write(data);
    }

    /**
     * Sends any number of bytes; in the stress tier in slices.
     *
     * @param data what to send
     * @return done when all is with the system
     */
    public CompletableFuture<Integer> sending(byte[] data) {
        return helper(() -> {
            int sent = 0;
            do {
                int part = Stress.part(data.length - sent);
                send(Arrays.copyOfRange(data, sent, sent + part));
                sent += part;
            } while (sent < data.length);
            return sent;
        });
    }

    /**
     * Reads exactly so many bytes.
     *
     * @param count how many
     * @return the bytes; fails with {@link EOFException} when the connection ends before
     */
    public CompletableFuture<byte[]> reading(int count) {
        return helper(() -> {
            byte[] data = socket.getInputStream().readNBytes(count);
            if (data.length < count) {
                throw new EOFException("peer: end of file after " + data.length + " of " + count + " bytes");
            }
            return data;
        });
    }

    /**
     * Reads up to the end of file.
     *
     * @return all bytes; fails when the connection is reset
     */
    public CompletableFuture<byte[]> readingToEnd() {
        return helper(() -> socket.getInputStream().readAllBytes());
    }

    /**
     * Reads up to the end of file or a reset, whichever comes.
     *
     * @return all bytes that came
     */
    public CompletableFuture<byte[]> readingToAnyEnd() {
        return helper(() -> {
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(data);
            } catch (SocketException reset) {
                // A reset is an end too, for whoever asks so.
            }
            return data.toByteArray();
        });
    }

    /**
     * Looks for a moment whether the end of the connection has come; nothing else may be on the way.
     *
     * @return true if it has
     */
    public boolean sawEnd() {
        try {
            socket.setSoTimeout(SHORT_MILLIS);
            try {
                return socket.getInputStream().read() < 0;
            } finally {
                socket.setSoTimeout(TIMEOUT_MILLIS);
            }
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /**
     * Ends the sending side.
     *
     * @throws IOException when the connection is gone
     */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /**
     * Ends the connection with a reset.
     *
     * @throws IOException when that fails
     */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /**
     * The socket, for its options and addresses.
     *
     * @return the socket
     */
    public Socket socket() {
        return socket;
    }

    /**
     * The own address.
     *
     * @return address and port
     */
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /** A platform thread for each wait: the loop's carrier may own the virtual ones. */
    static <T> CompletableFuture<T> helper(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("tck-peer").start(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }
}
