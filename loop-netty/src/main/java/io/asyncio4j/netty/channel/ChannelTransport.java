// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.base.LoopReports;
import io.asyncio4j.protocols.BaseProtocol;
import io.netty.channel.Channel;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream channel of Netty as asyncio's transport. Loop only; methods marked "own thread" are called from Netty.
 *
 * <p>Reading: what Netty reads goes into the {@link Inbound} side, which delivers it from the ready queue, one thing an
 * iteration. Writing: {@link WriteFlow}. What has to be done to the channel itself (interest in reading, end of output) is
 * wanted by plain fields and done in {@link #settle()}, on the own thread: at once, or when the coroutine's step ends.
 */
final class ChannelTransport extends OpeningTransport implements WriteFlow.Owner {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    private @Nullable Throwable lostBecause;

    private boolean outputShut;

    /** Made at need: most transports write alone. */
    private @Nullable OtherWrites others;

    /**
     * Puts itself at the end of a channel's pipeline; the channel must not be registered yet, lest it reads.
     *
     * @param context in which the protocol will be called
     */
    ChannelTransport(ChannelLoop home, Channel channel, Context context) {
        super(home, channel, context, null);
    }

    /**
     * Puts itself at the end of the pipeline of a channel that lives already, and does not read by itself.
     *
     * @param context in which the protocol will be called
     * @param foreignTls what encrypts there, or null
     */
    ChannelTransport(ChannelLoop home, Channel channel, Context context, @Nullable SslHandler foreignTls) {
        super(home, channel, context, foreignTls);
    }

    /** Closes the channel of a transport that nobody will get. Own thread. */
    void dispose() {
        state = LOST;
        inbound.close();
        out.discard();
        closeChannel();
    }

    /** Below TLS, whose end was sent before, or is not to be sent. */
    private void closeChannel() {
        TlsStage secure = tls;
        if (secure == null) {
            channel.close();
        } else {
            secure.stop();
            channel.unsafe().close(channel.newPromise());
        }
    }

    // ---- reading

    /** Own thread: the peer has ended its side. Netty stops reading by itself. */
    void inputEnded() {
        IOException untold = Inbound.untoldError(channel);
        if (untold != null) {
            readFailed(untold);
            return;
        }
        TlsStage secure = tls;
        if (secure != null) {
            secure.markBytesEnded();
            if (state == HANDSHAKING) {
                secure.leaveHandshake("ended by its peer");
            } else if (state == CLOSING) {
                settle();
            }
        }
        if (wantsData()) {
            inbound.end();
        }
    }

    /** Own thread: the peer has said close_notify to one of the stages. */
    void peerEnded(TlsStage stage) {
        bridge.passOn();
        stage.markPeerEnded();
        if (stage != tls) {
            // TLS within TLS: for the upper one its bytes have ended, and it was not told why.
            inputEnded();
            return;
        }
        if (state == CLOSING) {
            BaseProtocol current = protocol;
            if (current != null) {
                home.enqueue("Protocol.eofReceived", () -> inbound.tellEnd(current), context);
            }
            queueProceed();
        } else if (wantsData()) {
            inbound.end();
        }
    }

    @Override
    void readFailed(Throwable cause) {
        if (state == HANDSHAKING) {
            TlsStage secure = Objects.requireNonNull(tls);
            Throwable explained = secure.explain(cause);
            secure.handshakeFailed(explained instanceof IOException && explained != cause
                    ? explained
                    : ErrorMapping.onConnection(cause, "read", info.peername()));
        } else if (wantsData()) {
            inbound.fail(cause);
        } else if (state == CLOSING) {
            forceClose(explained(cause, "write"));
        }
    }

    private Throwable explained(Throwable cause, String operation) {
        TlsStage secure = tls;
        Throwable byTls = secure == null ? null : secure.explain(cause);
        return byTls == null ? ErrorMapping.onConnection(cause, operation, info.peername()) : byTls;
    }

    // ---- writing: what follows from it

    /** Own thread, from within Netty's sending: some bytes have left. Only queues what has to follow. */
    @Override
    public void progressed() {
        if (out.needsRefill() || flow.couldResumeAt(out.size()) || (out.size() == 0 && finishes())) {
            queueProceed();
        }
    }

    private boolean finishes() {
        return state == CLOSING || hasFile() || (eofWritten && !outputShut);
    }

    /** What asyncio does when a socket has become writable: send more, resume the protocol, end what waits for the end. */
    @Override
    void proceed() {
        if (state >= LOST_QUEUED) {
            return;
        }
        out.flush();
        BaseProtocol current = protocol;
        if (current != null && state <= CLOSING && flow.resumesAt(out.size())) {
            Calls.guarded(this, "protocol.resume_writing() failed", current, current::resumeWriting);
        }
        settle();
    }

    @Override
    boolean isLost() {
        return state >= LOST_QUEUED;
    }

    /** Own thread: a send failed. */
    @Override
    public void writeFailed(Throwable cause) {
        TlsStage secure = tls;
        if (secure != null && (state == HANDSHAKING || secure.endsOutput(cause))) {
            // The handshake's own end tells more. And to a peer that has ended TLS, BoringSSL does not send any more: what
            // has not left before is lost, as it would be in its hands.
            out.dropUnsent();
            progressed();
            return;
        }
        if (cause instanceof ClosedChannelException && !channel.isOpen()) {
            // Follows from the end of the channel. Who ended it says why, unless that was said before; an error that was
            // read and waits to be told does.
            if (inbound.hasEnded() && !inbound.hasError()) {
                forceClose(null);
            }
            return;
        }
        fatal(explained(cause, "write"), "Fatal write error on socket transport");
    }

    @Override
    public void writeEof() {
        home.check("writeEof");
        if (isSecure()) {
            throw new UnsupportedOperationException(
                    "writeEof: TLS ends both directions at once; use close, and tell the"
                            + " end of a message by the protocol");
        }
        if (state != OPEN || eofWritten) {
            return;
        }
        eofWritten = true;
        settleSoon();
    }

    @Override
    public boolean canWriteEof() {
        return !isSecure();
    }

    // ---- the own thread's part

    /** Own thread: brings the channel to where the fields want it. */
    @Override
    void settle() {
        if (state >= LOST_QUEUED) {
            return;
        }
        out.flush();
        if (out.needsRefill() || flow.couldResumeAt(out.size())) {
            // The protocol is resumed by a callback of its own, and before it is told of the end.
            queueProceed();
        }
        tellFileIfDrained();
        TlsStage secure = tls;
        inbound.applyTo(channel, state == OPEN, secure != null && (state == HANDSHAKING || state == CLOSING));
        if (state <= CLOSING && out.size() == 0 && !flow.isPaused()
                && (tls != null || !finishes() || othersHaveLeft())) {
            if (state == CLOSING) {
                if (secure == null || secure.isOver()) {
                    lostOnceResumed();
                }
            } else if (eofWritten && !outputShut) {
                outputShut = true;
                // A failure means that the peer is gone, which reading will tell.
                ((DuplexChannel) channel).shutdownOutput();
            }
        }
    }

    /** Whether nothing is left of what others wrote; else this is settled again when it has left. */
    private boolean othersHaveLeft() {
        if (!OtherWrites.areLeft(channel)) {
            return true;
        }
        if (others == null) {
            others = new OtherWrites(this);
        }
        others.await();
        return false;
    }

    // ---- the end

    @Override
    public void close() {
        home.check("close");
        if (state == HANDSHAKING) {
            forceClose(null);
        }
        if (state != OPEN) {
            return;
        }
        state = CLOSING;
        inbound.close();
        TlsStage secure = tls;
        if (secure != null) {
            secure.startShutdown();
            settleSoon();
        } else if (out.size() == 0 && !OtherWrites.areLeft(channel)) {
            lostOnceResumed();
        } else {
            settleSoon();
        }
    }

    /** The peer has let us wait for the end of TLS. */
    void endTooLong(TimeoutException error) {
        if (state == CLOSING) {
            forceClose(error);
        }
    }

    /** Nothing is left to send. What drained the buffer may be this very turn; a paused protocol is resumed before the end. */
    private void lostOnceResumed() {
        if (flow.isPaused()) {
            queueProceed();
        } else {
            queueLost(null);
        }
    }

    @Override
    public void abort() {
        home.check("abort");
        forceClose(null);
    }

    @Override
    public boolean isClosing() {
        return state >= CLOSING;
    }

    @Override
    public void endOfFile(boolean keepOpen) {
        if (state == CLOSING) {
            // Told after close(), since the peer has answered.
            return;
        }
        if (!channel.isOpen()) {
            forceClose(null);
        } else if (!keepOpen) {
            close();
        } else if (tls != null) {
            LOG.log(Level.WARNING, "{0}: returning true from eofReceived has no effect when using TLS", this);
            close();
        }
    }

    /** asyncio's {@code _fatal_error}: errors of I/O are the protocol's to know, all others are reported besides. */
    @Override
    public void fatal(Throwable error, String message) {
        if (state < LOST_QUEUED) {
            Calls.report(this, error, tls == null ? message : "Fatal error on SSL protocol: " + message, protocol);
        }
        forceClose(error);
    }

    @Override
    public void readFailure(Throwable error) {
        fatal(explained(error, "read"), "Fatal read error on socket transport");
    }

    @Override
    void forceClose(@Nullable Throwable cause) {
        if (state >= LOST_QUEUED) {
            return;
        }
        inbound.close();
        queueLost(cause);
        TlsStage secure = tls;
        if (secure != null) {
            secure.leaveHandshake("closed");
            secure.stop();
        }
    }

    private void queueLost(@Nullable Throwable cause) {
        state = LOST_QUEUED;
        lostBecause = cause;
        out.discard();
        tellFileLost(cause);
        home.enqueue("Protocol.connectionLost", this::lost, context);
    }

    private void lost() {
        BaseProtocol current = protocol;
        try {
            if (current != null) {
                current.connectionLost(lostBecause);
            }
        } finally {
            end();
            closeChannel();
        }
    }

    @Override
    void end() {
        state = LOST;
        flow.over();
        if (protocol != null) {
            LoopReports.connectionLost(home.loop(), this, meter, lostBecause);
        }
        protocol = null;
        lostBecause = null;
        tellEnd();
    }

    /** Own thread: the channel is closed, by us, by Netty, by a handler, or because the loop is being closed. */
    void channelClosed() {
        if (home.loop().isClosed()) {
            // asyncio's loop.close() tells protocols nothing; there is no loop to tell them on.
            inbound.close();
            out.discard();
            state = LOST;
            if (tls != null) {
                tls.stop();
            }
        } else if (state == CONNECTING) {
            // Whoever opens it learns of the end, and of an error before it.
            inputEnded();
        } else if (state == OPEN && (tls != null || !(channel instanceof SocketChannel))) {
            // On NIO and io_uring, Netty closes a unix socket that has failed: first what was read, then the end. By TLS it
            // does so after an error, which is on its way to the protocol.
            inputEnded();
        } else {
            forceClose(null);
        }
    }

    @Override
    public boolean sendsFiles() {
        return tls == null && channel.pipeline().first() == bridge;
    }

    @Override
    public void sendRegion(FileRegion region, Consumer<@Nullable Throwable> done) {
        bridge.context().writeAndFlush(region).addListener(sent -> {
            Throwable cause = sent.cause();
            if (meter != null) {
                meter.written(region.transferred());
                meter.sent(region.transferred());
            }
            home.enqueue("sendfile", () -> done.accept(cause), context);
            if (cause != null) {
                writeFailed(cause);
            }
        });
    }

    @Override
    public ChannelTransport transport() {
        return this;
    }
}
