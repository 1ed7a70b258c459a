// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import io.asyncio4j.net.AcceptedSocket;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.net.DatagramSize;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.tasks.Future;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The loop's work on channels that the program keeps: watching them, and single operations (asyncio:
 * {@code loop.add_reader}, {@code loop.sock_recv} and their neighbours).
 *
 * <p>Loop only. Channels must be non-blocking and must not belong to a transport. The {@code sock} methods never
 * suspend: what is a coroutine in asyncio returns a future, and cancelling the future leaves the channel as it was. A
 * loop that lacks a method throws {@link UnsupportedOperationException} that names it.
 */
public interface SocketOperations {

    // ---- watching

    /**
     * Calls back in every iteration in which a channel can be read, accepts, or has failed (asyncio:
     * {@code loop.add_reader}). Replaces the channel's former reader.
     *
     * @param channel an open, non-blocking channel
     * @param callback what to call; what it throws is reported, and it stays
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is closed or blocking, or the loop cannot watch it
     * @throws IllegalStateException when the loop is closed, or the channel belongs to a transport
     */
    default void addReader(SelectableChannel channel, Runnable callback) {
        throw Unsupported.method("addReader", this);
    }

    /**
     * Calls back in every iteration in which a descriptor can be read (asyncio: {@code loop.add_reader} with a number).
     * Only native loops know descriptors by number.
     *
     * @param fd number of an open descriptor
     * @param callback what to call; what it throws is reported, and it stays
     * @throws NullPointerException when {@code callback} is null
     * @throws IllegalArgumentException when the number is no open descriptor
     * @throws IllegalStateException when the loop is closed, or the descriptor belongs to a transport
     */
    default void addReader(int fd, Runnable callback) {
        throw Unsupported.method("addReader", this);
    }

    /**
     * Stops watching a channel for reading (asyncio: {@code loop.remove_reader}); an event that is queued is dropped.
     *
     * @param channel the channel
     * @return whether it had a reader; false on a closed loop
     * @throws NullPointerException when {@code channel} is null
     * @throws IllegalStateException when the channel belongs to a transport
     */
    default boolean removeReader(SelectableChannel channel) {
        throw Unsupported.method("removeReader", this);
    }

    /**
     * Stops watching a descriptor for reading (asyncio: {@code loop.remove_reader} with a number).
     *
     * @param fd number of the descriptor
     * @return whether it had a reader; false on a closed loop
     * @throws IllegalStateException when the descriptor belongs to a transport
     */
    default boolean removeReader(int fd) {
        throw Unsupported.method("removeReader", this);
    }

    /**
     * Calls back in every iteration in which a channel can be written, is connected, or has failed (asyncio:
     * {@code loop.add_writer}). Replaces the channel's former writer; readers are independent.
     *
     * @param channel an open, non-blocking channel
     * @param callback what to call; what it throws is reported, and it stays
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is closed or blocking, or the loop cannot watch it
     * @throws IllegalStateException when the loop is closed, or the channel belongs to a transport
     */
    default void addWriter(SelectableChannel channel, Runnable callback) {
        throw Unsupported.method("addWriter", this);
    }

    /**
     * Calls back in every iteration in which a descriptor can be written (asyncio: {@code loop.add_writer} with a
     * number). Only native loops know descriptors by number.
     *
     * @param fd number of an open descriptor
     * @param callback what to call; what it throws is reported, and it stays
     * @throws NullPointerException when {@code callback} is null
     * @throws IllegalArgumentException when the number is no open descriptor
     * @throws IllegalStateException when the loop is closed, or the descriptor belongs to a transport
     */
    default void addWriter(int fd, Runnable callback) {
        throw Unsupported.method("addWriter", this);
    }

    /**
     * Stops watching a channel for writing (asyncio: {@code loop.remove_writer}); an event that is queued is dropped.
     *
     * @param channel the channel
     * @return whether it had a writer; false on a closed loop
     * @throws NullPointerException when {@code channel} is null
     * @throws IllegalStateException when the channel belongs to a transport
     */
    default boolean removeWriter(SelectableChannel channel) {
        throw Unsupported.method("removeWriter", this);
    }

    /**
     * Stops watching a descriptor for writing (asyncio: {@code loop.remove_writer} with a number).
     *
     * @param fd number of the descriptor
     * @return whether it had a writer; false on a closed loop
     * @throws IllegalStateException when the descriptor belongs to a transport
     */
    default boolean removeWriter(int fd) {
        throw Unsupported.method("removeWriter", this);
    }

    // ---- streams

    /**
     * Receives some bytes (asyncio: {@code loop.sock_recv}).
     *
     * @param sock a connected, non-blocking channel
     * @param nbytes how many at most
     * @return 1 to {@code nbytes} bytes, or none at the end of file; fails with {@link java.io.IOException}
     * @throws NullPointerException when {@code sock} is null
     * @throws IllegalArgumentException when the channel is blocking, or {@code nbytes} is negative
     * @throws IllegalStateException when the channel belongs to a transport, or another receive waits on it
     */
    default Future<byte[]> sockRecv(SocketChannel sock, int nbytes) {
        throw Unsupported.method("sockRecv", this);
    }

    /**
     * Receives bytes into a buffer (asyncio: {@code loop.sock_recv_into}).
     *
     * @param sock a connected, non-blocking channel
     * @param buffer gets the bytes at its position, which moves behind them; the caller leaves it alone until the
     *     future is done
     * @return how many bytes, 0 at the end of file; fails with {@link java.io.IOException}
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is blocking, or the buffer is read-only
     * @throws IllegalStateException when the channel belongs to a transport, or another receive waits on it
     */
    default Future<Integer> sockRecvInto(SocketChannel sock, ByteBuffer buffer) {
        throw Unsupported.method("sockRecvInto", this);
    }

    /**
     * Sends all bytes of an array (asyncio: {@code loop.sock_sendall}).
     *
     * @param sock a connected, non-blocking channel
     * @param data the bytes, taken during the call
     * @return done when the system has taken everything; fails with {@link java.io.IOException}, and nobody knows how
     *     much was sent then
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is blocking
     * @throws IllegalStateException when the channel belongs to a transport
     */
    default Future<@Nullable Void> sockSendall(SocketChannel sock, byte[] data) {
        Objects.requireNonNull(data, "sockSendall: data is null; give the bytes to send");
        return sockSendall(sock, ByteBuffer.wrap(data.clone()));
    }

    /**
     * Sends the remaining bytes of a buffer (asyncio: {@code loop.sock_sendall} of a {@code memoryview}).
     *
     * @param sock a connected, non-blocking channel
     * @param data the bytes; the caller leaves the buffer alone until the future is done
     * @return done when the system has taken everything; fails with {@link java.io.IOException}
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is blocking
     * @throws IllegalStateException when the channel belongs to a transport
     */
    default Future<@Nullable Void> sockSendall(SocketChannel sock, ByteBuffer data) {
        throw Unsupported.method("sockSendall", this);
    }

    /**
     * Connects (asyncio: {@code loop.sock_connect}). An unresolved address is looked up.
     *
     * @param sock an open, non-blocking channel
     * @param address where to
     * @return done when it is connected; fails with {@link java.io.IOException}
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is blocking
     * @throws IllegalStateException when the channel belongs to a transport
     */
    default Future<@Nullable Void> sockConnect(SocketChannel sock, SocketAddress address) {
        throw Unsupported.method("sockConnect", this);
    }

    /**
     * Accepts one connection (asyncio: {@code loop.sock_accept}).
     *
     * @param sock a bound, non-blocking channel
     * @return the connection, non-blocking, with the peer's address; fails with {@link java.io.IOException}
     * @throws NullPointerException when {@code sock} is null
     * @throws IllegalArgumentException when the channel is blocking
     * @throws IllegalStateException when the channel belongs to a server
     */
    default Future<AcceptedSocket> sockAccept(ServerSocketChannel sock) {
        throw Unsupported.method("sockAccept", this);
    }

    /**
     * Sends a file, by the system itself where it can (asyncio: {@code loop.sock_sendfile}).
     *
     * @param sock a connected, non-blocking channel
     * @param file the file; its position is behind the last byte sent afterwards
     * @param options which part, and how
     * @return how many bytes were sent; fails with {@link java.io.IOException}
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is blocking
     * @throws IllegalStateException when the channel belongs to a transport
     */
    default Future<Long> sockSendfile(SocketChannel sock, FileChannel file, SendfileOptions options) {
        throw Unsupported.method("sockSendfile", this);
    }

    /**
     * Sends a whole file (asyncio: {@code loop.sock_sendfile}).
     *
     * @param sock a connected, non-blocking channel
     * @param file the file; its position is behind the last byte sent afterwards
     * @return how many bytes were sent; fails with {@link java.io.IOException}
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is blocking
     * @throws IllegalStateException when the channel belongs to a transport
     */
    default Future<Long> sockSendfile(SocketChannel sock, FileChannel file) {
        return sockSendfile(sock, file, SendfileOptions.ALL);
    }

    // ---- datagrams

    /**
     * Receives one datagram (asyncio: {@code loop.sock_recvfrom}).
     *
     * @param sock a bound, non-blocking channel
     * @param bufsize how many bytes at most; the rest of a longer datagram is lost
     * @return the datagram with its sender; fails with {@link java.io.IOException}
     * @throws NullPointerException when {@code sock} is null
     * @throws IllegalArgumentException when the channel is blocking, or {@code bufsize} is negative
     * @throws IllegalStateException when the channel belongs to a transport
     */
    default Future<Datagram> sockRecvfrom(DatagramChannel sock, int bufsize) {
        throw Unsupported.method("sockRecvfrom", this);
    }

    /**
     * Receives one datagram into a buffer (asyncio: {@code loop.sock_recvfrom_into}).
     *
     * @param sock a bound, non-blocking channel
     * @param buffer gets the bytes at its position, which moves behind them; its limit says how many at most; the
     *     caller leaves it alone until the future is done
     * @return how many bytes, with their sender; fails with {@link java.io.IOException}
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is blocking, or the buffer is read-only
     * @throws IllegalStateException when the channel belongs to a transport
     */
    default Future<DatagramSize> sockRecvfromInto(DatagramChannel sock, ByteBuffer buffer) {
        return sockRecvfromInto(sock, buffer, 0);
    }

    /**
     * Receives one datagram into a part of a buffer (asyncio: {@code loop.sock_recvfrom_into} with {@code nbytes}).
     *
     * @param sock a bound, non-blocking channel
     * @param buffer gets the bytes at its position, which moves behind them; the caller leaves it alone until the
     *     future is done
     * @param nbytes how many bytes at most, 0 for all that remains
     * @return how many bytes, with their sender; fails with {@link java.io.IOException}
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is blocking, the buffer is read-only, or {@code nbytes} is
     *     negative or more than remains
     * @throws IllegalStateException when the channel belongs to a transport
     */
    default Future<DatagramSize> sockRecvfromInto(DatagramChannel sock, ByteBuffer buffer, int nbytes) {
        throw Unsupported.method("sockRecvfromInto", this);
    }

    /**
     * Sends one datagram (asyncio: {@code loop.sock_sendto}).
     *
     * @param sock a non-blocking channel
     * @param data the datagram; the caller leaves the buffer alone until the future is done
     * @param address where to
     * @return how many bytes were sent; fails with {@link java.io.IOException}
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is blocking
     * @throws IllegalStateException when the channel belongs to a transport
     */
    default Future<Integer> sockSendto(DatagramChannel sock, ByteBuffer data, SocketAddress address) {
        throw Unsupported.method("sockSendto", this);
    }

    /**
     * Sends one datagram (asyncio: {@code loop.sock_sendto}).
     *
     * @param sock a non-blocking channel
     * @param data the datagram, taken during the call
     * @param address where to
     * @return how many bytes were sent; fails with {@link java.io.IOException}
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is blocking
     * @throws IllegalStateException when the channel belongs to a transport
     */
    default Future<Integer> sockSendto(DatagramChannel sock, byte[] data, SocketAddress address) {
        Objects.requireNonNull(data, "sockSendto: data is null; give the datagram");
        return sockSendto(sock, ByteBuffer.wrap(data.clone()), address);
    }
}
