// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.events.base.LoopReports;
import io.asyncio4j.netty.tls.TlsLayer;
import io.asyncio4j.netty.tls.TlsPlan;
import io.netty.buffer.ByteBuf;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A transport's TLS, from the handshake to the end of both sides, and the limits of time for both. Loop only; methods marked
 * "own thread" are called from Netty.
 *
 * <p>The end, as asyncio has it: all data has left; our close_notify leaves; the peer's has come, or the end of its bytes; then
 * the next lower stage if TLS runs within TLS, else the connection closes.
 */
final class TlsStage implements TlsLayer.Listener {

    private final ChannelTransport transport;
    private final @Nullable TlsStage below;
    private final TlsLayer layer;
    private @Nullable TimerHandle limit;

    /** Who waits for the handshake; null once it is over. */
    private @Nullable Runnable done;

    private @Nullable Consumer<Throwable> failed;

    /** When the handshake began, by the loop's clock. */
    private long began;

    private boolean ending;
    private boolean endSent;

    /** The peer's bytes have ended; cleanly, if it said so. */
    private boolean peerEnded;

    private boolean clean;

    TlsStage(ChannelTransport transport, TlsPlan plan, @Nullable TlsStage below) {
        this.transport = transport;
        this.below = below;
        this.layer = new TlsLayer(plan, this);
    }

    TlsPlan plan() {
        return layer.plan();
    }

    // ---- the handshake

    /** Own thread: begins. Exactly one of the two is called later, from within Netty's work. */
    void start(List<ByteBuf> readAhead, Runnable whenDone, Consumer<Throwable> whenFailed) {
        done = whenDone;
        failed = whenFailed;
        began = loop().clock().nanos();
        limit = loop().callLater(plan().handshakeSeconds(), this::handshakeTooLong, transport.context);
        layer.install(transport.channel(), transport.bridge(), readAhead);
    }

    private void handshakeTooLong() {
        limit = null;
        handshakeFailed(new SocketException(
                "TLS: SSL handshake is taking longer than " + plan().handshakeSeconds()
                        + " seconds: aborting the connection to " + transport.info.peername()
                        + "; check that the peer speaks TLS, or allow more"));
    }

    @Override
    public void handshakeDone() {
        Runnable told = done;
        if (told != null) {
            endHandshake();
            LoopReports.handshakeEnded(loop(), transport, loop().clock().nanos() - began, null);
            told.run();
        }
    }

    @Override
    public void handshakeFailed(Throwable error) {
        Consumer<Throwable> told = failed;
        if (told != null) {
            endHandshake();
            LoopReports.handshakeEnded(loop(), transport, loop().clock().nanos() - began, error);
            told.accept(error);
        }
    }

    private BaseEventLoop loop() {
        return transport.home().loop();
    }

    private void endHandshake() {
        done = null;
        failed = null;
        cancelLimit();
    }

    /** The peer's bytes ended in the middle of the handshake, or this side has given it up. */
    void leaveHandshake(String fact) {
        handshakeFailed(left(fact));
    }

    /** What to tell of a connection that ended in the middle of the handshake, or before it. */
    SocketException left(String fact) {
        return new SocketException("TLS: the connection to " + transport.info.peername() + " was " + fact
                + " during the TLS handshake; connect again");
    }

    // ---- the end

    /** The transport was told to close: from now on the limit runs. */
    void startShutdown() {
        if (limit == null) {
            limit = loop().callLater(plan().shutdownSeconds(), this::endTooLong, transport.context);
        }
    }

    private void endTooLong() {
        limit = null;
        transport.endTooLong(new TimeoutException("close: SSL shutdown timed out: " + transport.info.peername()
                + " did not answer close_notify within " + plan().shutdownSeconds()
                + " seconds; the connection was aborted, abort() does so at once"));
    }

    /** Own thread, all data sent: does the next step of the end. True when the connection may close. */
    boolean isOver() {
        if (!ending) {
            ending = true;
            layer.end(() -> {
                endSent = true;
                transport.progressed();
            });
        }
        return endSent && peerEnded && (below == null || below.isOver());
    }

    /** Own thread. */
    @Override
    public void peerEnded() {
        clean = true;
        transport.peerEnded(this);
    }

    /** Notes that the peer sends no more. */
    void markPeerEnded() {
        peerEnded = true;
    }

    /** The bytes themselves have ended, and with them every stage that has not said so. */
    void markBytesEnded() {
        peerEnded = true;
        if (below != null) {
            below.markBytesEnded();
        }
    }

    /** Whether the engine tells of an error only when it is called again. */
    boolean hidesErrors() {
        return !peerEnded && layer.isNative();
    }

    /**
     * Whether a send failed because the peer has ended its side. If it did not say so, an error of the socket itself is one of
     * the connection: io_uring may tell of a reset as if it were the end of input.
     */
    boolean endsOutput(Throwable cause) {
        return peerEnded && (clean || !ErrorMapping.isOfSocket(cause));
    }

    /** Nothing is timed any more. */
    void stop() {
        endHandshake();
        if (below != null) {
            below.stop();
        }
    }

    private void cancelLimit() {
        TimerHandle running = limit;
        limit = null;
        if (running != null) {
            running.cancel();
        }
    }

    /** Tells an error in the documented words; null if it is none of TLS. */
    @Nullable Throwable explain(Throwable error) {
        return layer.explain(error, done != null, transport.info.peername());
    }

    @Nullable Object info(String name) {
        return name.equals("close_notify") ? (peerEnded ? clean : null) : layer.info(name);
    }
}
