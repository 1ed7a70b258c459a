// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.BufferedProtocol;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A stream channel of Netty as asyncio's transport. Loop only; methods marked "own thread" are called from Netty.
 *
 * <p>Reading: what Netty reads goes into the {@link Inbound} side, which delivers it from the ready queue, one thing an
 * iteration. Writing: {@link WriteFlow}. What has to be done to the channel itself (interest in reading, end of output) is
 * wanted by plain fields and done in {@link #settle()}, on the own thread: at once, or when the coroutine's step ends.
 */
final class ChannelTransport extends WritingTransport implements Inbound.Owner, WriteFlow.Owner {

    /** No protocol yet. To OPEN, or to LOST if nobody wants the channel. */
    private static final byte CONNECTING = 0;

    /** Has a protocol. To CLOSING by close(), to LOST_QUEUED by abort() or an error. */
    private static final byte OPEN = 1;

    /** Sends what is left, delivers nothing any more. To LOST_QUEUED. */
    private static final byte CLOSING = 2;

    /** connection_lost is in the ready queue, nothing is sent any more. To LOST. */
    private static final byte LOST_QUEUED = 3;

    /** connection_lost has returned, or the loop was closed; the channel is closed. */
    private static final byte LOST = 4;

    /** Told when a connection is over: its server. */
    interface EndListener {
        void connectionOver(ChannelTransport transport);
    }

    private final Channel channel;
    private final ProtocolBridge bridge;
    private final Inbound inbound;
    private final SocketInfo info;
    private byte state = CONNECTING;

    private @Nullable BaseProtocol protocol;
    private @Nullable EndListener listener;
    private @Nullable Throwable lostBecause;

    private boolean outputShut;

    /**
     * Puts itself at the end of a channel's pipeline; the channel must not be registered yet, lest it reads.
     *
     * @param context in which the protocol will be called
     */
    ChannelTransport(ChannelLoop home, Channel channel, Context context) {
        super(home, context);
        this.channel = channel;
        this.info = new SocketInfo(channel);
        this.bridge = new ProtocolBridge(this, home.buffers());
        this.inbound = new Inbound(this, home.loop(), context);
        channel.config().setAutoRead(false).setRecvByteBufAllocator(bridge);
        channel.pipeline().addLast(bridge);
    }

    /**
     * Gives it its protocol: queues {@code connection_made}, then the begin of reading and {@code opened}. Own thread.
     *
     * @param opened called when the protocol knows its transport, or null
     */
    void open(BaseProtocol newProtocol, @Nullable EndListener newListener, @Nullable Runnable opened) {
        protocol = newProtocol;
        listener = newListener;
        info.connected();
        inbound.protocol(newProtocol);
        state = OPEN;
        home.enqueue("Protocol.connectionMade", () -> newProtocol.connectionMade(this), context);
        home.enqueue(
                "begin of reading",
                () -> {
                    inbound.start();
                    settleSoon();
                    if (opened != null) {
                        opened.run();
                    }
                },
                context);
    }

    /** Closes the channel of a transport that nobody will get. Own thread. */
    void dispose() {
        state = LOST;
        inbound.close();
        out.discard();
        channel.close();
    }

    @Override
    public ProtocolBridge bridge() {
        return bridge;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    // ---- reading

    boolean wantsData() {
        return state <= OPEN;
    }

    boolean isBuffered() {
        return protocol instanceof BufferedProtocol;
    }

    /** Own thread: a {@code byte[]}, or a buffer to be released. */
    void received(Object data) {
        inbound.add(data);
    }

    /** Own thread: the peer has ended its side. Netty stops reading by itself. */
    void inputEnded() {
        if (wantsData()) {
            inbound.end();
        }
    }

    /** Own thread: the socket failed while it was read. */
    void readFailed(Throwable cause) {
        if (wantsData()) {
            inbound.fail(cause);
        } else if (state == CLOSING) {
            forceClose(ErrorMapping.onConnection(cause, "write", info.peername()));
        }
    }

    @Override
    public boolean isReading() {
        return state == OPEN && !inbound.isPaused();
    }

    @Override
    public void pauseReading() {
        home.check("pauseReading");
        if (state == OPEN) {
            inbound.pause();
        }
    }

    @Override
    public void resumeReading() {
        home.check("resumeReading");
        if (state == OPEN) {
            inbound.resume();
        }
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
        return state == CLOSING || (eofWritten && !outputShut);
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
        if (cause instanceof ClosedChannelException && !channel.isOpen()) {
            // Follows from the end of the channel. Who ended it says why, unless that was said before.
            if (inbound.hasEnded()) {
                forceClose(null);
            }
            return;
        }
        fatal(ErrorMapping.onConnection(cause, "write", info.peername()), "Fatal write error on socket transport");
    }

    @Override
    public void writeEof() {
        home.check("writeEof");
        if (state != OPEN || eofWritten) {
            return;
        }
        eofWritten = true;
        settleSoon();
    }

    @Override
    public boolean canWriteEof() {
        return true;
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
        inbound.applyTo(channel, state == OPEN);
        if (state <= CLOSING && out.size() == 0 && !flow.isPaused()) {
            if (state == CLOSING) {
                lostOnceResumed();
            } else if (eofWritten && !outputShut) {
                outputShut = true;
                // A failure means that the peer is gone, which reading will tell.
                ((DuplexChannel) channel).shutdownOutput();
            }
        }
    }

    // ---- the end

    @Override
    public void close() {
        home.check("close");
        if (state != OPEN) {
            return;
        }
        state = CLOSING;
        inbound.close();
        if (out.size() == 0) {
            lostOnceResumed();
        } else {
            settleSoon();
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
        if (!channel.isOpen()) {
            forceClose(null);
        } else if (!keepOpen) {
            close();
        }
    }

    /** asyncio's {@code _fatal_error}: errors of I/O are the protocol's to know, all others are reported besides. */
    @Override
    public void fatal(Throwable error, String message) {
        if (state < LOST_QUEUED) {
            Calls.report(this, error, message, protocol);
        }
        forceClose(error);
    }

    @Override
    public void readFailure(Throwable error) {
        fatal(ErrorMapping.onConnection(error, "read", info.peername()), "Fatal read error on socket transport");
    }

    private void forceClose(@Nullable Throwable cause) {
        if (state >= LOST_QUEUED) {
            return;
        }
        inbound.close();
        queueLost(cause);
    }

    private void queueLost(@Nullable Throwable cause) {
        state = LOST_QUEUED;
        lostBecause = cause;
        out.discard();
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
            channel.close();
        }
    }

    private void end() {
        state = LOST;
        protocol = null;
        lostBecause = null;
        EndListener told = listener;
        listener = null;
        if (told != null) {
            told.connectionOver(this);
        }
    }

    /** Own thread: the channel is closed, by us, by Netty, by a handler, or because the loop is being closed. */
    void channelClosed() {
        if (home.loop().isClosed()) {
            // asyncio's loop.close() tells protocols nothing; there is no loop to tell them on.
            inbound.close();
            out.discard();
            state = LOST;
        } else if (state == CONNECTING) {
            inbound.close();
            state = LOST;
        } else if (state == OPEN && !(channel instanceof SocketChannel)) {
            // On NIO and io_uring, Netty closes a unix socket that has failed: first what was read, then the end.
            inbound.end();
        } else {
            forceClose(null);
        }
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        Calls.requireStreamProtocol("setProtocol", newProtocol);
        protocol = newProtocol;
        inbound.protocol(newProtocol);
    }

    @Override
    public @Nullable BaseProtocol getProtocol() {
        return protocol;
    }

    @Override
    public @Nullable Object getExtraInfo(String name) {
        return info.get(name);
    }

    @Override
    public ChannelTransport transport() {
        return this;
    }

    @Override
    public String toString() {
        String stage = switch (state) {
            case CONNECTING -> "connecting";
            case OPEN -> inbound.isPaused() ? "open, reading paused" : "open";
            case CLOSING -> "closing";
            case LOST_QUEUED -> "lost";
            default -> "closed";
        };
        return "NettyTransport[" + stage + ", " + info + ", " + out.size()
                + " bytes to send]";
    }
}
