// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.watch;

import io.asyncio4j.net.AcceptedSocket;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.net.DatagramSize;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.tasks.Future;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * asyncio's {@code sock_*} methods: single operations on channels that the program keeps. Loop only.
 *
 * <p>In each direction a channel takes one operation at a time. asyncio lets a second one take the first's place, which then
 * never ends; here the second is refused.
 */
public final class SocketCalls {

    private static final byte[] NOTHING = {};

    private final ChannelHost host;
    private final Watchers watchers;
    private final SockConnect connects;

    /**
     * Makes the operations of a loop.
     *
     * @param host the loop, with what polls for it
     * @param watchers the loop's watchers
     */
    public SocketCalls(ChannelHost host, Watchers watchers) {
        this.host = host;
        this.watchers = watchers;
        this.connects = new SockConnect(host, watchers);
    }

    // ---- streams

    /**
     * Receives some bytes.
     *
     * @param sock a connected channel
     * @param nbytes how many at most
     * @return the bytes, none at the end
     */
    public Future<byte[]> recv(SocketChannel sock, int nbytes) {
        begin("sockRecv", sock, true);
        requireCount("sockRecv", "nbytes", nbytes);
        return this.<byte[]>call("sockRecv", sock, true, call -> {
            if (nbytes == 0) {
                return call.complete(NOTHING);
            }
            ByteBuffer buffer = ByteBuffer.allocate(nbytes);
            int count = sock.read(buffer);
            return count != 0 && call.complete(filled(buffer));
        });
    }

    /**
     * Receives bytes into a buffer.
     *
     * @param sock a connected channel
     * @param buffer gets them
     * @return how many, 0 at the end
     */
    public Future<Integer> recvInto(SocketChannel sock, ByteBuffer buffer) {
        begin("sockRecvInto", sock, true);
        requireWritable("sockRecvInto", buffer);
        return this.<Integer>call("sockRecvInto", sock, true, call -> {
            if (!buffer.hasRemaining()) {
                return call.complete(0);
            }
            int count = sock.read(buffer);
            return count != 0 && call.complete(Math.max(count, 0));
        });
    }

    /**
     * Sends all bytes of a buffer.
     *
     * @param sock a connected channel
     * @param data the bytes
     * @return done when the system has all
     */
    public Future<@Nullable Void> sendall(SocketChannel sock, ByteBuffer data) {
        begin("sockSendall", sock, false);
        Objects.requireNonNull(data, "sockSendall: data is null; give the bytes to send");
        return this.<@Nullable Void>call("sockSendall", sock, false, call -> {
            int count;
            do {
                count = data.hasRemaining() ? sock.write(data) : 0;
            } while (count > 0 && data.hasRemaining());
            return !data.hasRemaining() && call.complete(null);
        });
    }

    /**
     * Sends a file, copied by the system where it can.
     *
     * @param sock a connected channel
     * @param file the file; its position is behind the last byte sent afterwards
     * @param options which part; the JDK falls back by itself
     * @return how many bytes were sent
     */
    public Future<Long> sendfile(SocketChannel sock, FileChannel file, SendfileOptions options) {
        begin("sockSendfile", sock, false);
        Objects.requireNonNull(file, "sockSendfile: file is null; give an open file");
        Objects.requireNonNull(options, "sockSendfile: options is null; use SendfileOptions.ALL");
        long most = options.count() == null ? Long.MAX_VALUE : options.count();
        long[] sent = {0};
        SockCall<Long> whole = new SockCall<>(host.loop(), watchers, "sockSendfile", sock, false, call -> {
            while (true) {
                long left = Math.min(most - sent[0], file.size() - options.offset() - sent[0]);
                if (left <= 0) {
                    file.position(options.offset() + sent[0]);
                    return call.complete(sent[0]);
                }
                long part = file.transferTo(options.offset() + sent[0], left, sock);
                if (part == 0) {
                    return false;
                }
                sent[0] += part;
            }
        });
        whole.atEnd(() -> {
            try {
                file.position(options.offset() + sent[0]);
            } catch (IOException closed) {
                // Then there is no position.
            }
        });
        return whole.start();
    }

    /**
     * Connects.
     *
     * @param sock an open channel
     * @param address where to
     * @return done when it is connected
     */
    public Future<@Nullable Void> connect(SocketChannel sock, SocketAddress address) {
        begin("sockConnect", sock, false);
        Objects.requireNonNull(address, "sockConnect: address is null; say where to");
        return connects.start(sock, address);
    }

    /**
     * Accepts one connection.
     *
     * @param sock a bound channel
     * @return the connection with its peer's address
     */
    public Future<AcceptedSocket> accept(ServerSocketChannel sock) {
        begin("sockAccept", sock, true);
        return this.<AcceptedSocket>call("sockAccept", sock, true, call -> {
            SocketChannel accepted = sock.accept();
            if (accepted == null) {
                return false;
            }
            try {
                accepted.configureBlocking(false);
                return call.complete(new AcceptedSocket(accepted, accepted.getRemoteAddress()));
            } catch (IOException e) {
                accepted.close();
                throw e;
            }
        });
    }

    // ---- datagrams

    /**
     * Receives one datagram.
     *
     * @param sock a bound channel
     * @param bufsize how many bytes at most
     * @return the datagram with its sender
     */
    public Future<Datagram> recvfrom(DatagramChannel sock, int bufsize) {
        begin("sockRecvfrom", sock, true);
        requireCount("sockRecvfrom", "bufsize", bufsize);
        return this.<Datagram>call("sockRecvfrom", sock, true, call -> {
            ByteBuffer buffer = ByteBuffer.allocate(bufsize);
            SocketAddress sender = sock.receive(buffer);
            return sender != null && call.complete(new Datagram(filled(buffer), sender));
        });
    }

    /**
     * Receives one datagram into a buffer.
     *
     * @param sock a bound channel
     * @param buffer gets the bytes
     * @param nbytes how many at most, 0 for all that remains
     * @return how many, with their sender
     */
    public Future<DatagramSize> recvfromInto(DatagramChannel sock, ByteBuffer buffer, int nbytes) {
        begin("sockRecvfromInto", sock, true);
        requireWritable("sockRecvfromInto", buffer);
        requireCount("sockRecvfromInto", "nbytes", nbytes);
        if (nbytes > buffer.remaining()) {
            throw new IllegalArgumentException(
                    "sockRecvfromInto: nbytes is " + nbytes + ", but the buffer has room for "
                            + buffer.remaining() + "; give less, or 0 for all of it");
        }
        return this.<DatagramSize>call("sockRecvfromInto", sock, true, call -> {
            int start = buffer.position();
            ByteBuffer part = nbytes == 0 ? buffer.slice() : buffer.slice(start, nbytes);
            SocketAddress sender = sock.receive(part);
            if (sender == null) {
                return false;
            }
            buffer.position(start + part.position());
            return call.complete(new DatagramSize(part.position(), sender));
        });
    }

    /**
     * Sends one datagram.
     *
     * @param sock the channel
     * @param data the datagram
     * @param address where to
     * @return how many bytes were sent
     */
    public Future<Integer> sendto(DatagramChannel sock, ByteBuffer data, SocketAddress address) {
        begin("sockSendto", sock, false);
        Objects.requireNonNull(data, "sockSendto: data is null; give the datagram");
        Objects.requireNonNull(address, "sockSendto: address is null; say where to");
        return this.<Integer>call("sockSendto", sock, false, call -> {
            int size = data.remaining();
            int count = send(sock, data, address);
            return (count > 0 || size == 0) && call.complete(count);
        });
    }

    private static int send(DatagramChannel sock, ByteBuffer data, SocketAddress address) throws IOException {
        try {
            return sock.send(data, address);
        } catch (AlreadyConnectedException other) {
            throw new IOException("the channel is connected to " + sock.getRemoteAddress() + " and not to " + address,
                    other);
        }
    }

    // ---- what all have in common

    private <T extends @Nullable Object> Future<T> call(
            String operation, SelectableChannel sock, boolean reads, SockCall.Attempt<T> attempt) {
        return new SockCall<T>(host.loop(), watchers, operation, sock, reads, attempt).start();
    }

    private void begin(String operation, SelectableChannel sock, boolean reads) {
        Objects.requireNonNull(sock, () -> operation + ": sock is null; give a non-blocking channel");
        host.checkOpen(operation);
        if (sock.isOpen()) {
            Watchers.requireUsable(operation, sock);
        }
        Watch waiting = reads ? watchers.reader(sock) : watchers.writer(sock);
        if (waiting != null && waiting.callback() instanceof SockCall<?> other) {
            throw new IllegalStateException(
                    operation + ": " + other + " waits already; await it first, or cancel it");
        }
    }

    private static void requireCount(String operation, String name, int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    operation + ": " + name + " is " + count + "; give a number from 0");
        }
    }

    private static void requireWritable(String operation, ByteBuffer buffer) {
        Objects.requireNonNull(buffer, () -> operation + ": buffer is null; give a buffer with room");
        if (buffer.isReadOnly()) {
            throw new IllegalArgumentException(operation + ": the buffer is read-only; give one that can be written");
        }
    }

    private static byte[] filled(ByteBuffer buffer) {
        byte[] array = buffer.array();
        return buffer.position() == array.length ? array : Arrays.copyOf(array, buffer.position());
    }
}
