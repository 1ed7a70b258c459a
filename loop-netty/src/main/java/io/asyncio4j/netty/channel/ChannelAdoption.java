// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.base.LoopReports;
import io.asyncio4j.net.Connection;
import io.asyncio4j.netty.poll.ChannelKinds;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.function.Supplier;

/**
 * Live channels of Netty that a user hands over with what is in their pipelines. Loop only.
 *
 * <p>In order: reading stops; the channel is registered anew through the loop's guards, if it lives on epoll; TLS of the pipeline shakes hands; the protocol is made, and reading begins.
 */
public final class ChannelAdoption {

    private static final String OPERATION = "adopt";

    private ChannelAdoption() {}

    /**
     * Makes a transport of a channel.
     *
     * @param <P> type of the protocol
     * @param home the loop
     * @param channel active, of this loop
     * @param factory makes the protocol
     * @return transport and protocol
     */
    public static <P extends BaseProtocol> Future<Connection<Transport, P>> open(
            ChannelLoop home, Channel channel, Supplier<P> factory) {
        home.begin(OPERATION, factory, channel);
        if (!channel.isActive()) {
            throw new IllegalArgumentException(
                    OPERATION + ": " + channel + " is not connected; adopt it when it is active");
        }
        if (channel.pipeline().get(ProtocolBridge.class) != null) {
            throw new IllegalStateException(
                    OPERATION + ": " + channel + " is used by another transport; detach it there first");
        }
        Context context = Context.copyCurrent();
        PendingConnection<P> pending = new PendingConnection<>(home.loop());
        home.atOnce(() -> take(home, channel, context, factory, pending));
        return pending;
    }

    private static <P extends BaseProtocol> void take(
            ChannelLoop home, Channel channel, Context context, Supplier<P> factory, PendingConnection<P> pending) {
        channel.config().setAutoRead(false);
        ChannelTransport transport =
                new ChannelTransport(home, channel, context, channel.pipeline().get(SslHandler.class));
        transport.info.connected();
        pending.onCancel(transport::dispose);
        // io_uring would forget the watch for the peer's end, which it sets once a channel.
        if (channel.eventLoop() == home.eventLoop() || home.kinds() != ChannelKinds.EPOLL) {
            shakeHands(transport, factory, pending);
            return;
        }
        channel.deregister().addListener(gone -> {
            if (!channel.isOpen()) {
                shakeHands(transport, factory, pending);
                return;
            }
            home.eventLoop().register(channel).addListener(registered -> {
                if (registered.isSuccess()) {
                    // Netty waits for room in the socket by its registration, and has forgotten that with the former one.
                    channel.unsafe().flush();
                    shakeHands(transport, factory, pending);
                } else {
                    transport.dispose();
                    pending.fail(registered.cause());
                }
            });
        });
    }

    private static <P extends BaseProtocol> void shakeHands(
            ChannelTransport transport, Supplier<P> factory, PendingConnection<P> pending) {
        SslHandler secure = transport.foreignTls;
        if (secure == null || secure.handshakeFuture().isDone()) {
            open(transport, factory, pending);
            return;
        }
        long began = transport.home.loop().clock().nanos();
        secure.handshakeFuture().addListener(done -> {
            long took = transport.home.loop().clock().nanos() - began;
            LoopReports.handshakeEnded(transport.home.loop(), transport, took, done.cause());
            open(transport, factory, pending);
        });
        // It reads on by itself, once it has begun.
        transport.channel().read();
    }

    private static <P extends BaseProtocol> void open(
            ChannelTransport transport, Supplier<P> factory, PendingConnection<P> pending) {
        if (pending.done()) {
            return;
        }
        SslHandler secure = transport.foreignTls;
        Throwable failure = secure == null ? null : secure.handshakeFuture().cause();
        if (failure != null) {
            transport.dispose();
            pending.fail(failure instanceof ClosedChannelException ? leftEarly(transport, failure) : failure);
            return;
        }
        // Not before: while TLS shakes hands, the end of the connection is to end that, too.
        transport.keepHalfOpen();
        // The factory is the user's: it runs as a callback of the loop.
        transport.home().enqueue(OPERATION, () -> {
            if (!pending.done()) {
                pending.addDoneCallback(opened -> catchUpSoon(transport));
                Connector.open(OPERATION, transport, factory, null, pending);
            }
        }, transport.context);
    }

    private static SocketException leftEarly(ChannelTransport transport, Throwable cause) {
        SocketException error = new SocketException(OPERATION + ": the connection to " + transport.info.peername()
                + " was closed during the TLS handshake; check that the peer speaks TLS and trusts the certificate");
        error.initCause(cause);
        return error;
    }

    /** After the callbacks of the future, which may let go of what was read before. */
    private static void catchUpSoon(ChannelTransport transport) {
        ChannelLoop home = transport.home();
        home.enqueue(
                OPERATION,
                () -> transport.channel().eventLoop().execute(() -> catchUp(transport)),
                transport.context);
    }

    /** Own thread: what has happened before the transport stood in the pipeline, so that Netty will not tell it. */
    private static void catchUp(ChannelTransport transport) {
        Channel channel = transport.channel();
        if (transport.state > ReadingTransport.OPEN) {
            return;
        }
        if (!channel.isOpen()) {
            transport.channelClosed();
        } else if (channel instanceof DuplexChannel duplex
                && duplex.isInputShutdown()
                && !transport.inbound.hasEnded()) {
            transport.inputEnded();
        }
    }
}
