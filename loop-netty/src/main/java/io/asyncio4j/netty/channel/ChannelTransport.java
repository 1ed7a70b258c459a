// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Handle;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.netty.NettyTransport;
import io.asyncio4j.netty.poll.DirtyTransports;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.BufferedProtocol;
import io.asyncio4j.transports.WriteLimits;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream channel of Netty as asyncio's transport. Loop only; methods marked "own thread" are called from Netty.
 *
 * <p>Reading: what Netty reads goes into the {@link Inbound} side, which delivers it from the ready queue, one thing an
 * iteration. Writing: {@link WriteFlow}. What has to be done to the channel itself (interest in reading, end of output) is
 * wanted by plain fields and done in {@link #settle()}, on the own thread: at once, or when the coroutine's step ends.
 */
final class ChannelTransport implements NettyTransport, DirtyTransports.Flushable, Inbound.Owner {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    /** From this many writes on that came too late, each is worth a line in the log; asyncio's number. */
    private static final int LATE_WRITES_TO_LOG = 5;

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

    private final ChannelLoop home;
    private final Channel channel;
    private final Context context;
    private final ProtocolBridge bridge;
    private final Inbound inbound;
    private final WriteFlow out;
    private final FlowControl flow = new FlowControl();
    private byte state = CONNECTING;

    private @Nullable BaseProtocol protocol;
    private @Nullable EndListener listener;
    private @Nullable SocketAddress sockname;
    private @Nullable SocketAddress peername;
    private @Nullable TransportSocket socket;
    private @Nullable Throwable lostBecause;

    /** The handle of {@link #proceed()}, made when output first has to wait. */
    private @Nullable Handle proceed;

    private boolean proceedQueued;

    /** On the list of what is settled when the step or batch ends. */
    private boolean listed;

    private boolean eofWritten;
    private boolean outputShut;
    private int lateWrites;

    /** More than one write in this turn; and in the turn before, which lets this one wait for its end from the first on. */
    private boolean wroteAgain;

    private boolean writesInBursts;

    /**
     * Puts itself at the end of a channel's pipeline; the channel must not be registered yet, lest it reads.
     *
     * @param context in which the protocol will be called
     */
    ChannelTransport(ChannelLoop home, Channel channel, Context context) {
        this.home = home;
        this.channel = channel;
        this.context = context;
        this.bridge = new ProtocolBridge(this, home.buffers());
        this.out = new WriteFlow(this, home.buffers());
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
        sockname = channel.localAddress();
        peername = channel.remoteAddress();
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

    ProtocolBridge bridge() {
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
            forceClose(ErrorMapping.onConnection(cause, "write", peername));
        }
    }

    @Override
    public void settleSoon() {
        if (home.onOwnThread()) {
            settle();
        } else if (!listed) {
            listed = true;
            home.atStepEnd(this);
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

    // ---- writing

    @Override
    public void write(byte[] data, int offset, int length) {
        Objects.requireNonNull(data, "write: data is null; give the bytes to send");
        Objects.checkFromIndexSize(offset, length, data.length);
        if (!takes(length)) {
            return;
        }
        if (mustQueue(length)) {
            out.append(data, offset, length);
            settleAboveLimit();
        } else {
            out.writeThrough(data, offset, length);
        }
        pauseIfFull();
    }

    @Override
    public void write(ByteBuffer data) {
        Objects.requireNonNull(data, "write: data is null; give the bytes to send");
        int length = data.remaining();
        if (!takes(length)) {
            data.position(data.limit());
            return;
        }
        if (mustQueue(length)) {
            out.append(data);
            settleAboveLimit();
        } else {
            out.writeThrough(data);
        }
        pauseIfFull();
    }

    @Override
    public void writelines(Iterable<byte[]> lines) {
        Objects.requireNonNull(lines, "writelines: lines is null; give the arrays to send");
        // Looked through before the first is sent: a null among them must not leave half of them sent.
        int total = 0;
        for (byte[] line : lines) {
            total += Math.min(1, Objects.requireNonNull(line, "writelines: a line is null; give arrays only").length);
        }
        if (!takes(total)) {
            return;
        }
        mustQueue(0);
        for (byte[] line : lines) {
            if (line.length > 0) {
                out.append(line, 0, line.length);
            }
        }
        sendQueued();
    }

    @Override
    public void writelines(ByteBuffer... buffers) {
        Objects.requireNonNull(buffers, "writelines: buffers is null; give the buffers to send");
        int total = 0;
        for (ByteBuffer buffer : buffers) {
            total += Math.min(
                    1, Objects.requireNonNull(buffer, "writelines: a buffer is null; give buffers only").remaining());
        }
        boolean takes = takes(total);
        for (ByteBuffer buffer : buffers) {
            if (takes && buffer.hasRemaining()) {
                mustQueue(0);
                out.append(buffer);
            } else {
                buffer.position(buffer.limit());
            }
        }
        if (takes) {
            sendQueued();
        }
    }

    private void sendQueued() {
        if (home.onOwnThread()) {
            settle();
        }
        pauseIfFull();
    }

    /** asyncio's checks, in its order: after the end of output even an empty write is an error. */
    private boolean takes(int length) {
        if (eofWritten) {
            throw new IllegalStateException(
                    "write: Cannot call write() after writeEof() on " + this + "; write before ending the output");
        }
        home.check("write");
        if (length == 0) {
            return false;
        }
        if (state >= LOST_QUEUED) {
            if (++lateWrites >= LATE_WRITES_TO_LOG) {
                LOG.log(Level.WARNING, "write: {0} writes to {1} came after its connection ended; they are dropped",
                        lateWrites, this);
            }
            return false;
        }
        return true;
    }

    /**
     * Tells whether bytes have to wait for the end of the turn: after the first write of a turn, when others wait already,
     * in a coroutine, or when the last turn had several writes: who answers by a head and a body does it every time, and
     * both then leave in one system call. Sees to it that there will be such an end.
     */
    private boolean mustQueue(int length) {
        boolean queue = listed || out.size() > 0 || length == 0 || writesInBursts || !home.onOwnThread();
        if (listed) {
            wroteAgain = true;
        } else {
            listed = true;
            home.atStepEnd(this);
        }
        return queue;
    }

    /** Sends first and counts then, as asyncio does: what the socket takes never pauses the protocol. */
    private void settleAboveLimit() {
        if (out.size() > flow.limits().high() && home.onOwnThread()) {
            settle();
        }
    }

    private void pauseIfFull() {
        BaseProtocol current = protocol;
        if (state <= CLOSING && current != null && flow.pausesAt(out.size())) {
            Calls.guarded(this, "protocol.pause_writing() failed", current, current::pauseWriting);
        }
    }

    /** Own thread, from within Netty's sending: some bytes have left. Only queues what has to follow. */
    void progressed() {
        if (out.needsRefill() || flow.couldResumeAt(out.size()) || (out.size() == 0 && finishes())) {
            queueProceed();
        }
    }

    private boolean finishes() {
        return state == CLOSING || (eofWritten && !outputShut);
    }

    private void queueProceed() {
        if (proceedQueued || home.loop().isClosed()) {
            return;
        }
        Handle handle = proceed;
        if (handle == null) {
            handle = new Handle(new ChannelLoop.Named("Protocol.resumeWriting", this::proceed), home.loop(), context);
            proceed = handle;
        }
        proceedQueued = true;
        home.loop().enqueue(handle);
    }

    /** What asyncio does when a socket has become writable: send more, resume the protocol, end what waits for the end. */
    private void proceed() {
        proceedQueued = false;
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

    /** Own thread: a send failed. */
    void writeFailed(Throwable cause) {
        if (cause instanceof ClosedChannelException && !channel.isOpen()) {
            // Follows from the end of the channel, which says itself why it ended.
            return;
        }
        fatal(ErrorMapping.onConnection(cause, "write", peername), "Fatal write error on socket transport");
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

    @Override
    public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
        flow.limits(WriteLimits.of(high, low));
        pauseIfFull();
    }

    @Override
    public WriteLimits getWriteBufferLimits() {
        return flow.limits();
    }

    @Override
    public long getWriteBufferSize() {
        return out.size();
    }

    // ---- the own thread's part

    @Override
    public void flush() {
        listed = false;
        writesInBursts = wroteAgain;
        wroteAgain = false;
        settle();
    }

    /** Own thread: brings the channel to where the fields want it. */
    private void settle() {
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
        if (!keepOpen) {
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
        fatal(ErrorMapping.onConnection(error, "read", peername), "Fatal read error on socket transport");
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
        inbound.close();
        if (home.loop().isClosed()) {
            // asyncio's loop.close() tells protocols nothing; there is no loop to tell them on.
            out.discard();
            state = LOST;
        } else if (state == CONNECTING) {
            state = LOST;
        } else {
            forceClose(null);
        }
    }

    // ---- the rest

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
        return switch (Objects.requireNonNull(name, "getExtraInfo: name is null; give a key such as \"peername\"")) {
            case "sockname" -> sockname;
            case "peername" -> peername;
            case "socket" -> socket();
            default -> null;
        };
    }

    private TransportSocket socket() {
        TransportSocket view = socket;
        if (view == null) {
            view = NettySocket.of(channel);
            socket = view;
        }
        return view;
    }

    @Override
    public ChannelTransport transport() {
        return this;
    }

    ChannelLoop home() {
        return home;
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
        return "NettyTransport[" + stage + ", " + sockname + " -> " + peername + ", " + out.size()
                + " bytes to send]";
    }
}
