// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.LoopExit;
import io.asyncio4j.transports.FlowControlledTransport;
import io.asyncio4j.transports.WriteLimits;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stream and datagram transports share; asyncio's {@code _SelectorTransport} and {@code _FlowControlMixin}.
 *
 * <pre>
 * open -> closing (sends what waits) -> ending (connectionLost is queued) -> ended
 *   \---------------------------------/
 *      abort, an error
 * </pre>
 *
 * <p>
 * From "ending" on {@code lost} is not 0, and counts what is written in vain. The way to {@code connectionLost} leads
 * through the queue, so that it never comes inside the call that is its cause, and it is entered once. The socket is
 * closed when {@code connectionLost} has returned, and only then the server learns of it.
 *
 * @param <C> kind of the channel
 */
abstract class SelectorTransport<C extends SelectableChannel & NetworkChannel> implements FlowControlledTransport {

    /** So many writes in vain are forgiven in silence; asyncio's {@code LOG_THRESHOLD_FOR_CONNLOST_WRITES}. */
    private static final int SILENT = 5;

    final SelectorNetwork loop;
    final C channel;
    private final Map<String, Object> extra = new HashMap<>();
    private @Nullable BaseProtocol protocol;
    private boolean closing;
    private int lost;
    private boolean paused;

    private WriteLimits limits = WriteLimits.DEFAULT;
    private boolean writingPaused;

    SelectorTransport(SelectorNetwork loop, C channel, BaseProtocol protocol, @Nullable SocketAddress peer)
            throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.protocol = protocol;
        extra.put("socket", TransportSocket.of(channel));
        SocketAddress own = channel.getLocalAddress();
        extra.put("sockname", own != null ? own : new InetSocketAddress(0));
        if (peer != null) {
            extra.put("peername", peer);
        }
    }

    /** Queues what begins the life of a transport: connectionMade, reading, and the caller, in this order. */
    final void begin(Runnable made) {
        loop.callSoon(() -> protocol().connectionMade(this));
        loop.callSoon(this::watchReading);
        loop.callSoon(made);
    }

    abstract void readReady();

    boolean mayHaveInput() {
        return true;
    }

    abstract boolean hasOutput();

    abstract void dropOutput();

    /** Called when connectionLost has returned. */
    abstract void ended();

    // ---- protocol and information

    final BaseProtocol protocol() {
        return Objects.requireNonNull(protocol);
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        protocol = Objects.requireNonNull(newProtocol, "setProtocol: the protocol is null");
    }

    @Override
    public @Nullable BaseProtocol getProtocol() {
        return protocol;
    }

    @Override
    public @Nullable Object getExtraInfo(String name) {
        return extra.get(Objects.requireNonNull(name, "getExtraInfo: the name is null"));
    }

    // ---- reading

    private void watchReading() {
        if (isReading() && mayHaveInput()) {
            Objects.requireNonNull(loop.watchers().reader(channel, this::readIfWanted));
        }
    }

    private void readIfWanted() {
        if (lost == 0) {
            readReady();
        }
    }

    final void stopReading() {
        loop.watchers().noReader(channel);
    }

    public boolean isReading() {
        return !closing && !paused;
    }

    public void pauseReading() {
        if (isReading()) {
            paused = true;
            stopReading();
        }
    }

    public void resumeReading() {
        if (!closing && paused) {
            paused = false;
            watchReading();
        }
    }

    // ---- flow control

    @Override
    public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
        limits = WriteLimits.of(high, low);
        pauseWritingIfFull();
    }

    @Override
    public WriteLimits getWriteBufferLimits() {
        return limits;
    }

    final void pauseWritingIfFull() {
        if (!writingPaused && getWriteBufferSize() > limits.high()) {
            writingPaused = true;
            guarded("protocol.pause_writing() failed", () -> protocol().pauseWriting());
        }
    }

    final void resumeWritingIfDrained() {
        if (writingPaused && getWriteBufferSize() <= limits.low()) {
            writingPaused = false;
            guarded("protocol.resume_writing() failed", () -> protocol().resumeWriting());
        }
    }

    final void guarded(String message, Runnable call) {
        try {
            call.run();
        } catch (LoopExit end) {
            throw end;
        } catch (Throwable failure) {
            report(message, failure);
        }
    }

    private void report(String message, Throwable failure) {
        ExceptionContext report = ExceptionContext.of(message).withException(failure).withTransport(this);
        loop.callExceptionHandler(protocol == null ? report : report.withProtocol(protocol));
    }

    /** Tells whether a write comes too late, and warns if that happens again and again. */
    final boolean tooLate() {
        if (lost == 0) {
            return false;
        }
        if (lost >= SILENT) {
            SelectorLoop.LOG.log(Level.WARNING, "write: the connection is lost; what is written is dropped");
        }
        lost++;
        return true;
    }

    // ---- the end

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        stopReading();
        if (!hasOutput()) {
            lost++;
            loop.watchers().noWriter(channel);
            loop.callSoon(() -> connectionLost(null));
        }
    }

    @Override
    public void abort() {
        forceClose(null);
    }

    /** What the system or the protocol did wrong ends the connection; the program hears of its own mistakes only. */
    final void fatal(String message, Throwable failure) {
        if (failure instanceof LoopExit end) {
            throw end;
        }
        if (!(failure instanceof IOException)) {
            report(message, failure);
        } else if (loop.getDebug()) {
            SelectorLoop.LOG.log(Level.DEBUG, this + ": " + message, failure);
        }
        forceClose(failure);
    }

    private void forceClose(@Nullable Throwable failure) {
        if (lost > 0) {
            return;
        }
        if (hasOutput()) {
            dropOutput();
            loop.watchers().noWriter(channel);
        }
        if (!closing) {
            closing = true;
            stopReading();
        }
        lost++;
        loop.callSoon(() -> connectionLost(failure));
    }

    /** The last output has left: at the end of a close this is the end. */
    final void outputIsSent() {
        loop.watchers().noWriter(channel);
        if (closing && lost == 0) {
            lost++;
            connectionLost(null);
        }
    }

    private void connectionLost(@Nullable Throwable failure) {
        try {
            protocol().connectionLost(failure);
        } finally {
            protocol = null;
            loop.holdings().close(channel);
            ended();
        }
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + channel + (closing ? ", closing" : "") + "]";
    }
}
