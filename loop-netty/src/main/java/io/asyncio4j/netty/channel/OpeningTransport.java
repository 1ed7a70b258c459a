// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.base.LoopReports;
import io.asyncio4j.netty.tls.TlsPlan;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.transports.WriteLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a transport gets its protocol: at once, or after the handshake of TLS; how it gets TLS later; and
 * how it gives its channel back. Own thread only, but for the last.
 */
abstract sealed class OpeningTransport extends ReadingTransport permits ChannelTransport {

    /** Told when a connection is over: its server. */
    interface EndListener {
        void connectionOver(ChannelTransport transport);
    }

    private @Nullable EndListener listener;

    /** Whether Netty is to leave the channel open at its peer's end once it has it back. */
    private boolean halfOpenBefore;

    OpeningTransport(ChannelLoop home, Channel channel, Context context, @Nullable SslHandler foreignTls) {
        super(home, channel, context, foreignTls);
    }

    /** The transport has no protocol any more, nor a channel that it may touch. */
    abstract void end();

    /** Ends the connection at once, without a word to the peer; {@code cause} is told to the protocol, if it knows of it. */
    abstract void forceClose(@Nullable Throwable cause);

    /** Has it speak TLS from its opening on. */
    final void secure(TlsPlan plan) {
        tls = new TlsStage((ChannelTransport) this, plan, null);
        flow.limits(WriteLimits.DEFAULT_TLS);
        out.encryptsEarly();
    }

    /**
     * Gives it its protocol: after the handshake, if there is to be TLS, queues {@code connection_made}, then the begin of
     * reading and {@code opened}. Own thread.
     *
     * @param opened called when the protocol knows its transport, or null
     * @param failed called when there will be no TLS; the protocol will never know
     */
    final void open(
            BaseProtocol newProtocol,
            @Nullable EndListener newListener,
            @Nullable Runnable opened,
            Consumer<Throwable> failed) {
        listener = newListener;
        info.connected();
        TlsStage secure = tls;
        if (secure == null) {
            made(newProtocol, opened);
            return;
        }
        state = HANDSHAKING;
        Consumer<Throwable> refused = error -> {
            forceClose(null);
            home.enqueue("TLS handshake failed", () -> failed.accept(error), context);
        };
        if (inbound.hasEnded()) {
            // The pollers tell so even while nobody asks to read. The channel may be closed by now, and TLS would wait in vain.
            refused.accept(whyEnded(secure));
            return;
        }
        secure.start(List.of(), () -> made(newProtocol, opened), refused);
        settle();
    }

    private Throwable whyEnded(TlsStage secure) {
        Throwable error = null;
        for (Object item : inbound.takeAll()) {
            if (item instanceof Throwable cause) {
                error = ErrorMapping.onConnection(cause, "read", info.peername());
            } else {
                ReferenceCountUtil.release(item);
            }
        }
        return error == null ? secure.left("ended by its peer") : error;
    }

    private void made(BaseProtocol newProtocol, @Nullable Runnable opened) {
        protocol = newProtocol;
        inbound.protocol(newProtocol);
        state = OPEN;
        LoopReports.connectionMade(home.loop(), this, meter);
        home.enqueue("Protocol.connectionMade", () -> newProtocol.connectionMade(this), context);
        home.enqueue(
                "begin of reading",
                () -> {
                    startReading();
                    if (opened != null) {
                        opened.run();
                    }
                },
                context);
    }

    /** Refuses an upgrade that cannot be. */
    final void requireUpgradable(String operation) {
        if (state != OPEN || eofWritten) {
            throw new IllegalStateException(operation + ": " + this
                    + (eofWritten ? " has ended its output"
                            : state == HANDSHAKING ? " is being upgraded" : " is closing")
                    + "; upgrade a connection that is open both ways");
        }
    }

    /**
     * Puts TLS above what there is, for the protocol that there is. What was written before leaves in clear, ahead of it; what
     * was read and not delivered belongs to TLS. Own thread.
     */
    final void upgrade(TlsPlan plan, ByteBuf readAhead, Runnable opened, Consumer<Throwable> failed) {
        state = HANDSHAKING;
        inbound.hold();
        bridge.passOn();
        List<ByteBuf> first = takeUndelivered();
        first.addFirst(readAhead);
        out.flushAll();
        TlsStage secure = new TlsStage((ChannelTransport) this, plan, tls);
        tls = secure;
        flow.limits(WriteLimits.DEFAULT_TLS);
        out.encryptsEarly();
        secure.start(
                first,
                () -> {
                    state = OPEN;
                    // Who waits for the new transport gets it before its first data.
                    home.enqueue("TLS handshake done", opened, context);
                    home.enqueue("begin of TLS", () -> home.enqueue("begin of reading", this::startReading, context),
                            context);
                    queueProceed();
                },
                error -> {
                    failed.accept(error);
                    fatal(error, "SSL handshake failed");
                });
        if (inbound.hasEnded()) {
            secure.leaveHandshake("ended by its peer");
        }
        settle();
    }

    @Override
    public final Channel detach(ChannelHandler... handlers) {
        for (ChannelHandler handler : handlers) {
            Objects.requireNonNull(handler, "detach: a handler is null; give those that take the channel over");
        }
        home.check("detach");
        requireDetachable();
        home.atOnce(() -> leave(handlers));
        return channel;
    }

    private void requireDetachable() {
        if (state != OPEN || eofWritten || hasFile() || tls != null) {
            throw new IllegalStateException("detach: " + this
                    + (tls != null ? " speaks TLS of its own"
                            : eofWritten ? " has ended its output" : hasFile() ? " sends a file" : " is closing")
                    + "; detach a connection that is open both ways, with no TLS of asyncio's");
        }
    }

    /** Has Netty leave the channel open when its peer has sent all, as transports want it. Own thread. */
    final void keepHalfOpen() {
        halfOpenBefore = Boolean.TRUE.equals(channel.config().getOption(ChannelOption.ALLOW_HALF_CLOSURE));
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** Own thread. First what was written, then the new handlers, then what was read: nothing overtakes, nothing is lost. */
    private void leave(ChannelHandler... handlers) {
        out.flushAll();
        bridge.passOn();
        boolean ended = inbound.hasEnded();
        Throwable error = inbound.pendingError();
        List<ByteBuf> unread = takeUndelivered();
        inbound.close();
        end();
        // First, as one of the handlers may want it otherwise.
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, halfOpenBefore);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(handlers);
        ChannelHandlerContext context = bridge.context();
        unread.forEach(context::fireChannelRead);
        if (!unread.isEmpty()) {
            context.fireChannelReadComplete();
        }
        if (error != null) {
            context.fireExceptionCaught(error);
        }
        if (ended) {
            tellEnd(context);
        }
        pipeline.remove(bridge);
        channel.config().setAutoRead(!ended);
    }

    /** What Netty does at the end of input, save that it would not wait for the answers. */
    private static void tellEnd(ChannelHandlerContext context) {
        Channel channel = context.channel();
        if (Boolean.TRUE.equals(channel.config().getOption(ChannelOption.ALLOW_HALF_CLOSURE))) {
            context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else if (channel.isOpen()) {
            ChannelPromise last = channel.newPromise();
            last.addListener(ChannelFutureListener.CLOSE);
            channel.unsafe().write(Unpooled.EMPTY_BUFFER, last);
            channel.unsafe().flush();
        }
    }

    private void startReading() {
        inbound.start();
        settleSoon();
    }

    /** Tells the server that the connection is over. */
    final void tellEnd() {
        EndListener told = listener;
        listener = null;
        if (told != null) {
            told.connectionOver((ChannelTransport) this);
        }
    }
}
