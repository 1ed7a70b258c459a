// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.events.base.LoopReports;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.netty.poll.ChannelKinds;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One listening socket of a server. Own thread, save {@link #close()}: loop only.
 *
 * <p>Netty's own acceptor is not used: it registers and reads connections by itself, and rests silently after an error. This
 * one hands connections to the server, and when the process is out of descriptors or memory it reports that, rests a second,
 * and goes on, as asyncio does.
 */
final class ListeningSocket extends ChannelInboundHandlerAdapter {

    /** asyncio's {@code ACCEPT_RETRY_DELAY}. */
    private static final double REST_SECONDS = 1;

    private final ChannelLoop home;
    private final Channel channel;
    private final Context context;
    private final TransportSocket socket;
    private @Nullable NettyServer server;
    private @Nullable TimerHandle rest;
    private @Nullable Runnable beforeClose;
    private boolean closed;

    private ListeningSocket(ChannelLoop home, Channel channel, Context context) {
        this.home = home;
        this.channel = channel;
        this.context = context;
        this.socket = NettySocket.of(channel);
    }

    /**
     * Registers a channel and binds it, unless it is bound already. On failure the channel is closed.
     *
     * @param eventLoop what to register it with
     * @param address where to bind, or null for a channel that is bound
     * @throws IOException as Netty says; not mapped yet
     */
    static ListeningSocket open(
            ChannelLoop home,
            EventLoop eventLoop,
            Channel channel,
            @Nullable SocketAddress address,
            Context context)
            throws IOException {
        try {
            await(eventLoop.register(channel));
            if (address != null) {
                await(channel.bind(address));
            }
            ListeningSocket listening = new ListeningSocket(home, channel, context);
            channel.pipeline().addLast(listening);
            return listening;
        } catch (Throwable error) {
            if (channel.isRegistered()) {
                channel.close();
            } else {
                channel.unsafe().closeForcibly();
            }
            throw error;
        }
    }

    /** On the own thread Netty does these at once. */
    static void await(ChannelFuture step) throws IOException {
        if (!step.isDone()) {
            throw new IllegalStateException("createServer: " + step + " was not done at once; this is a bug");
        }
        Throwable cause = step.cause();
        if (cause instanceof IOException io) {
            throw io;
        }
        if (cause != null) {
            throw new IOException(cause);
        }
    }

    TransportSocket socket() {
        return socket;
    }

    @Nullable SocketAddress address() {
        return UnixNames.shown(channel, channel.localAddress());
    }

    /** Done when it is closed, while its descriptor is still open. */
    void beforeClose(Runnable action) {
        beforeClose = action;
    }

    void accept(NettyServer newServer) {
        server = newServer;
        channel.config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        NettyServer receiver = server;
        if (!(message instanceof Channel child)) {
            ReferenceCountUtil.release(message);
        } else if (receiver == null || closed) {
            child.unsafe().closeForcibly();
        } else {
            receiver.accepted(child);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (closed || home.loop().isClosed()) {
            return;
        }
        Errno errno = Errno.of(cause);
        if (errno == Errno.ECONNABORTED) {
            // The peer has given up between its connect and our accept: nothing to accept, nothing wrong.
            return;
        }
        LoopReports.acceptFailed(home.loop(), socket, cause);
        if (errno == Errno.EMFILE || errno == Errno.ENFILE || errno == Errno.ENOBUFS || errno == Errno.ENOMEM) {
            outOfResources(cause);
        } else {
            report("Exception in accept on " + socket, cause);
        }
    }

    private void outOfResources(Throwable cause) {
        if (rest != null) {
            return;
        }
        channel.config().setAutoRead(false);
        rest = home.loop().callLater(REST_SECONDS, this::goOn, context);
        report("socket.accept() out of system resource", cause);
    }

    private void goOn() {
        rest = null;
        if (!closed) {
            channel.config().setAutoRead(true);
        }
    }

    /** From the ready queue, as everything that users see. */
    private void report(String message, Throwable cause) {
        home.enqueue(
                message,
                () -> home.loop()
                        .callExceptionHandler(
                                ExceptionContext.of(message).withException(cause).with("socket", socket)),
                context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        NettyServer receiver = server;
        if (receiver != null && home.loop().isClosed()) {
            receiver.loopClosed();
        }
    }

    /** Stops listening before it returns. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (rest != null) {
            rest.cancel();
            rest = null;
        }
        Runnable action = beforeClose;
        if (action != null) {
            action.run();
        }
        home.atOnce(() -> {
            refuse();
            channel.close();
        });
    }

    /** io_uring closes a descriptor when its requests have ended; but from now on nobody shall be able to connect. */
    private void refuse() {
        if (home.kinds() == ChannelKinds.IO_URING
                && channel instanceof UnixChannel unix
                && unix.fd() instanceof Socket fd) {
            try {
                fd.shutdown();
            } catch (IOException alreadyClosed) {
                // Then nobody can.
            }
        }
    }
}
