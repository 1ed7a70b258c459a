// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.netty.ByteBufProtocol;
import io.asyncio4j.netty.tls.TlsLayer;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.BufferedProtocol;
import io.asyncio4j.transports.WriteLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a transport: its protocol, what was read and not delivered, and what is known of the connection. Loop
 * only; methods marked "own thread" are called from Netty. What follows from an end or an error is {@link ChannelTransport}'s.
 */
abstract sealed class ReadingTransport extends WritingTransport implements Inbound.Owner permits OpeningTransport {

    /** No protocol yet. To HANDSHAKING or OPEN, or to LOST if nobody wants the channel. */
    static final byte CONNECTING = 0;

    /** TLS begins; without a protocol that knows of it, or above a connection in use. To OPEN, or to LOST_QUEUED. */
    static final byte HANDSHAKING = 1;

    /** Has a protocol. To HANDSHAKING by an upgrade, to CLOSING by close(), to LOST_QUEUED by abort() or an error. */
    static final byte OPEN = 2;

    /** Sends what is left, TLS's end included, and delivers nothing any more. To LOST_QUEUED. */
    static final byte CLOSING = 3;

    /** connection_lost is in the ready queue, nothing is sent any more. To LOST. */
    static final byte LOST_QUEUED = 4;

    /** connection_lost has returned, or the loop was closed; the channel is closed. */
    static final byte LOST = 5;

    final Channel channel;
    final ProtocolBridge bridge;
    final Inbound inbound;
    final SocketInfo info;
    byte state = CONNECTING;

    @Nullable BaseProtocol protocol;

    /** The upper one, if TLS runs within TLS; null while the connection is plain. */
    @Nullable TlsStage tls;

    /** TLS that was in the pipeline before the transport; it is not the transport's to end. */
    final @Nullable SslHandler foreignTls;

    /**
     * Puts itself at the end of a channel's pipeline.
     *
     * @param foreignTls what encrypts in a channel that was adopted, or null
     */
    ReadingTransport(ChannelLoop home, Channel channel, Context context, @Nullable SslHandler foreignTls) {
        super(home, context);
        this.channel = channel;
        this.foreignTls = foreignTls;
        this.info = new SocketInfo(channel);
        this.bridge = new ProtocolBridge((ChannelTransport) this, home.buffers());
        this.inbound = new Inbound(this, home.loop(), context, meter);
        channel.config().setAutoRead(false);
        if (!channel.isRegistered()) {
            channel.config().setRecvByteBufAllocator(bridge);
        }
        channel.pipeline().addLast(bridge);
        if (foreignTls != null) {
            flow.limits(WriteLimits.DEFAULT_TLS);
        }
    }

    @Override
    public final Channel channel() {
        return channel;
    }

    public final ProtocolBridge bridge() {
        return bridge;
    }

    final boolean wantsData() {
        return state <= OPEN;
    }

    final boolean isBuffered() {
        return protocol instanceof BufferedProtocol || protocol instanceof ByteBufProtocol;
    }

    @Override
    final boolean isSecure() {
        return tls != null || foreignTls != null;
    }

    /** Own thread: a {@code byte[]}, or a buffer to be released. */
    final void received(Object data, int length) {
        if (meter != null) {
            meter.read(length);
        }
        inbound.add(data);
    }

    /**
     * Own thread: something was read by TLS, and gave no data. BoringSSL keeps an error to itself after it has sent its alert,
     * until it is called again; a write of nothing does so. On io_uring that asks the socket, too, and may be who learns that the
     * connection has failed.
     */
    final void nothingDecrypted() {
        TlsStage secure = tls;
        if (secure != null && state == OPEN && secure.hidesErrors()) {
            bridge.context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                Throwable cause = written.cause();
                if (cause != null && ErrorMapping.isOfSocket(cause)) {
                    readFailed(cause);
                }
            });
        }
    }

    /** Own thread: the socket, or TLS, failed while it was read. */
    abstract void readFailed(Throwable cause);

    /** Own thread: all bytes that were read and not delivered. */
    final List<ByteBuf> takeUndelivered() {
        List<ByteBuf> all = new ArrayList<>();
        for (Object item : inbound.takeAll()) {
            if (item instanceof ByteBuf buffer) {
                all.add(buffer);
            } else if (item instanceof byte[] bytes) {
                all.add(Unpooled.wrappedBuffer(bytes));
            }
        }
        return all;
    }

    @Override
    public final boolean isReading() {
        return state == OPEN && !inbound.isPaused();
    }

    @Override
    public final void pauseReading() {
        home.check("pauseReading");
        if (state == OPEN || state == HANDSHAKING) {
            inbound.pause();
        }
    }

    @Override
    public final void resumeReading() {
        home.check("resumeReading");
        if (state == OPEN || state == HANDSHAKING) {
            inbound.resume();
        }
    }

    @Override
    public final void setProtocol(BaseProtocol newProtocol) {
        Calls.requireStreamProtocol("setProtocol", newProtocol);
        protocol = newProtocol;
        inbound.protocol(newProtocol);
    }

    @Override
    public final @Nullable BaseProtocol getProtocol() {
        return protocol;
    }

    @Override
    public final @Nullable Object getExtraInfo(String name) {
        Objects.requireNonNull(name, "getExtraInfo: name is null; give a key such as \"peername\"");
        TlsStage secure = tls;
        Object value = secure != null
                ? secure.info(name)
                : foreignTls != null ? TlsLayer.infoOf(foreignTls, name) : null;
        return value == null ? info.get(name) : value;
    }

    @Override
    public final String toString() {
        String stage = switch (state) {
            case CONNECTING -> "connecting";
            case HANDSHAKING -> "TLS handshake";
            case OPEN -> inbound.isPaused() ? "open, reading paused" : "open";
            case CLOSING -> "closing";
            case LOST_QUEUED -> "lost";
            default -> "closed";
        };
        return "NettyTransport[" + stage + (isSecure() ? ", TLS, " : ", ") + info + ", " + out.size()
                + " bytes to send]";
    }
}
