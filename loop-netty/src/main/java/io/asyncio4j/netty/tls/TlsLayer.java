// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer of TLS in a channel's pipeline: Netty's handler, and what the transport above has to know of it. The channel's own
 * thread only.
 *
 * <p>It says when the handshake is done, when the peer has ended TLS, and when our end has left; it keeps no time and closes
 * nothing: the transport does.
 */
public final class TlsLayer {

    /** Told from within Netty's work, so that it must only take notes. */
    public interface Listener {
        /** Data may come and go from now on. */
        void handshakeDone();

        /**
         * There will be no TLS; Netty closes the channel after its alert.
         *
         * @param error as documented
         */
        void handshakeFailed(Throwable error);

        /** The peer has said close_notify, after all of its data. */
        void peerEnded();
    }

    private final TlsPlan plan;
    private final Listener listener;
    private @Nullable SslHandler handler;

    /** Where the handler is, or was. */
    private @Nullable Channel channel;

    private @Nullable TlsInfo info;
    private long begunMillis;

    /**
     * Makes a layer; nothing happens before {@link #install}.
     *
     * @param plan how to speak TLS
     * @param listener told what happens
     */
    public TlsLayer(TlsPlan plan, Listener listener) {
        this.plan = plan;
        this.listener = listener;
    }

    /**
     * Puts the layer into the pipeline of a connected channel and begins the handshake.
     *
     * @param channel the channel
     * @param above the handler that gets the data
     * @param readAhead what the peer has sent already; released
     */
    public void install(Channel channel, ChannelHandler above, List<ByteBuf> readAhead) {
        begunMillis = System.currentTimeMillis();
        ChannelPipeline pipeline = channel.pipeline();
        String before = pipeline.context(above).name();
        ChannelInboundHandler first;
        if (plan.hasServerNames()) {
            first = new ByName();
        } else {
            SslHandler only = plan.newHandler(channel);
            watch(only, channel);
            first = only;
        }
        pipeline.addBefore(before, null, first);
        feed(pipeline.context(first), readAhead);
    }

    /** The handler gets it as if it had been read now; it may have replaced itself meanwhile. */
    private static void feed(@Nullable ChannelHandlerContext at, List<ByteBuf> readAhead) {
        if (readAhead.isEmpty()) {
            return;
        }
        ByteBuf all = Unpooled.wrappedBuffer(readAhead.toArray(ByteBuf[]::new));
        if (at == null || at.isRemoved()) {
            all.release();
            return;
        }
        try {
            ChannelInboundHandler handler = (ChannelInboundHandler) at.handler();
            handler.channelRead(at, all);
            handler.channelReadComplete(at);
        } catch (Exception e) {
            at.fireExceptionCaught(e);
        }
    }

    /** Of a server of several names: waits for the name, and puts the right handler in its own place. */
    private final class ByName extends SniHandler {

        ByName() {
            super((String name) -> plan.forName(name), 0);
        }

        @Override
        protected void replaceHandler(ChannelHandlerContext ctx, String name, SslContext chosen) {
            SslHandler real = plan.newHandler(chosen, ctx.channel());
            watch(real, ctx.channel());
            ctx.pipeline().replace(this, null, real);
        }
    }

    private void watch(SslHandler made, Channel at) {
        handler = made;
        channel = at;
        SocketAddress peer = at.remoteAddress();
        made.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                info = TlsInfo.of(made, begunMillis);
                listener.handshakeDone();
            } else {
                listener.handshakeFailed(TlsErrors.ofHandshake(done.cause(), plan, peer));
            }
        });
        made.sslCloseFuture().addListener(ended -> {
            if (ended.isSuccess() && info != null) {
                listener.peerEnded();
            }
        });
    }

    /** Sends close_notify behind all data; {@code sent} is called when it has left, or never will. */
    public void end(Runnable sent) {
        SslHandler ending = handler;
        Channel at = channel;
        // A channel that a reset has closed is without its handlers, and the engine would complain of that in the log.
        if (ending == null || at == null || at.pipeline().context(ending) == null) {
            sent.run();
        } else {
            ending.closeOutbound().addListener((ChannelFutureListener) left -> sent.run());
        }
    }

    /**
     * Tells an error that came up the pipeline in the documented words.
     *
     * @param error of Netty or the engine
     * @param handshaking whether the handshake is not done
     * @param peer for the text
     * @return the documented one; null if it is no error of TLS
     */
    public @Nullable Throwable explain(Throwable error, boolean handshaking, @Nullable SocketAddress peer) {
        return handshaking ? TlsErrors.ofHandshake(error, plan, peer) : TlsErrors.onConnection(error, peer);
    }

    /** {@return whether BoringSSL is at work} */
    public boolean isNative() {
        return handler != null && handler.engine() instanceof ReferenceCountedOpenSslEngine;
    }

    /** {@return what the layer was made of} */
    public TlsPlan plan() {
        return plan;
    }

    /**
     * Looks up asyncio's extra info.
     *
     * @param name of the key
     * @return null if it is no key of TLS, or has no value yet
     */
    public @Nullable Object info(String name) {
        if (name.equals("sslcontext")) {
            return plan.context();
        }
        TlsInfo known = info;
        return known == null ? null : known.get(name);
    }

    /**
     * Looks up the extra info of a handler that somebody else has put into a pipeline.
     *
     * @param handler with its handshake done
     * @param name of the key
     * @return null if it is no key of TLS, or has no value
     */
    public static @Nullable Object infoOf(SslHandler handler, String name) {
        // Whether an earlier session was resumed cannot be told afterwards by the engine of the JDK.
        return TlsInfo.of(handler, Long.MAX_VALUE).get(name);
    }
}
