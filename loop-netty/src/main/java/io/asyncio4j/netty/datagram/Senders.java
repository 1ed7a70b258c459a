// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.netty.channel.LoopBuffers;
import io.asyncio4j.netty.channel.UnixNames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The ways of sending, each for its kind of channel. Own thread only. */
final class Senders {

    private static final InetSocketAddress NOBODY = new InetSocketAddress(0);

    private Senders() {}

    static DatagramSender of(Channel channel, LoopBuffers buffers) {
        if (channel.unsafe() instanceof AbstractNioChannel.NioUnsafe nio
                && nio.ch() instanceof DatagramChannel socket) {
            return new OfJdk(socket);
        }
        if (channel instanceof EpollDatagramChannel epoll && epoll.fd() instanceof Socket socket) {
            return new OfEpoll(socket, channel, buffers);
        }
        if (channel instanceof EpollDomainDatagramChannel epoll && epoll.fd() instanceof Socket socket) {
            return new OfUnix(socket, channel, buffers);
        }
        return new OfNetty();
    }

    private static Object internet(ByteBuf data, @Nullable SocketAddress target) {
        return target == null ? data : new DatagramPacket(data, (InetSocketAddress) target);
    }

    /** io_uring and kqueue: Netty does it all. */
    private record OfNetty() implements DatagramSender {
        @Override
        public boolean isDirect() {
            return false;
        }

        @Override
        public boolean gathers() {
            return true;
        }

        @Override
        public boolean sendsEmpty() {
            return true;
        }

        @Override
        public boolean send(byte[] data, int offset, int length, @Nullable SocketAddress target) {
            return false;
        }

        @Override
        public Object message(ByteBuf data, @Nullable SocketAddress target) {
            return internet(data, target);
        }
    }

    /**
     * The JDK cannot send an empty datagram on a connected socket. So with the first one the connection ends, as far as the
     * system is concerned: from then on each datagram has its address, those of others are dropped here, and refusals are
     * not told any more.
     */
    private static final class OfJdk implements DatagramSender {
        private final DatagramChannel socket;
        private @Nullable SocketAddress formerPeer;

        OfJdk(DatagramChannel socket) {
            this.socket = socket;
        }

        @Override
        public boolean isDirect() {
            return true;
        }

        @Override
        public boolean gathers() {
            return false;
        }

        @Override
        public boolean sendsEmpty() {
            return false;
        }

        @Override
        public boolean send(byte[] data, int offset, int length, @Nullable SocketAddress target)
                throws IOException {
            if (length == 0 && socket.isConnected()) {
                formerPeer = socket.getRemoteAddress();
                socket.disconnect();
            }
            SocketAddress to = target == null ? formerPeer : target;
            ByteBuffer bytes = ByteBuffer.wrap(data, offset, length);
            try {
                int sent = to == null ? socket.write(bytes) : socket.send(bytes, to);
                return sent == length;
            } catch (UnsupportedAddressTypeException other) {
                throw new SocketException("Address family not supported: " + to);
            }
        }

        @Override
        public Object message(ByteBuf data, @Nullable SocketAddress target) {
            return internet(data, target == null ? formerPeer : target);
        }

        @Override
        public boolean hears(SocketAddress from) {
            return formerPeer == null || formerPeer.equals(from);
        }
    }

    /** By the native socket itself, from a copy outside the heap. Netty forgets empty datagrams on these. */
    private interface Copying extends DatagramSender {
        Channel channel();

        LoopBuffers buffers();

        /** Sends all that remains in the buffer; returns how many bytes the system has taken. */
        int send(ByteBuffer bytes, @Nullable SocketAddress target) throws IOException;

        @Override
        default boolean isDirect() {
            return true;
        }

        @Override
        default boolean sendsEmpty() {
            return false;
        }

        @Override
        default boolean send(byte[] data, int offset, int length, @Nullable SocketAddress target)
                throws IOException {
            ByteBuf copy = buffers().toSend(channel().alloc(), Math.max(length, 1)).writeBytes(data, offset, length);
            try {
                return send(copy.internalNioBuffer(0, length), target) == length;
            } finally {
                copy.release();
            }
        }
    }

    private record OfEpoll(Socket socket, Channel channel, LoopBuffers buffers) implements Copying {
        @Override
        public boolean gathers() {
            return true;
        }

        @Override
        public int send(ByteBuffer bytes, @Nullable SocketAddress target) throws IOException {
            return target instanceof InetSocketAddress to
                    ? socket.sendTo(bytes, bytes.position(), bytes.limit(), to.getAddress(), to.getPort())
                    : socket.send(bytes, bytes.position(), bytes.limit());
        }

        @Override
        public Object message(ByteBuf data, @Nullable SocketAddress target) {
            return internet(data, target);
        }

        @Override
        public boolean segments() {
            return Coalescing.SENDS;
        }

        /** Netty insists on one of two addresses; that of the sender is not looked at. */
        @Override
        public Object segmented(ByteBuf data, int size, @Nullable SocketAddress target) {
            return target instanceof InetSocketAddress to
                    ? new SegmentedDatagramPacket(data, size, to)
                    : new SegmentedDatagramPacket(data, size, null, NOBODY);
        }
    }

    private record OfUnix(Socket socket, Channel channel, LoopBuffers buffers) implements Copying {
        @Override
        public boolean gathers() {
            return false;
        }

        @Override
        public int send(ByteBuffer bytes, @Nullable SocketAddress target) throws IOException {
            return target == null
                    ? socket.send(bytes, bytes.position(), bytes.limit())
                    : socket.sendToDomainSocket(bytes, bytes.position(), bytes.limit(), path(target));
        }

        private static byte[] path(SocketAddress target) {
            return address(target).path().getBytes(StandardCharsets.UTF_8);
        }

        private static DomainSocketAddress address(SocketAddress target) {
            return (DomainSocketAddress) UnixNames.toNative((UnixAddress) target);
        }

        @Override
        public Object message(ByteBuf data, @Nullable SocketAddress target) {
            return target == null ? data : new DomainDatagramPacket(data, address(target));
        }
    }
}
