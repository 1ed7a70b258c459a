// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.base.IoMeter;
import io.asyncio4j.netty.NettyTransport;
import io.asyncio4j.netty.poll.DirtyTransports;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.transports.WriteLimits;
import io.netty.buffer.ByteBuf;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of a transport: asyncio's checks, what leaves at once and what waits for the end of the turn, and the pause
 * of a protocol that writes too much. Loop only. What follows when bytes have left is {@link ChannelTransport}'s.
 */
abstract sealed class WritingTransport implements FileTransport, DirtyTransports.Flushable permits ReadingTransport {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    /** From this many writes on that came too late, each is worth a line in the log; asyncio's number. */
    private static final int LATE_WRITES_TO_LOG = 5;

    final ChannelLoop home;
    final WriteFlow out;
    final FlowControl flow;

    /** Is told of bytes and pauses, or null if nobody counted when this was made. */
    final @Nullable IoMeter meter;

    boolean eofWritten;

    /** On the list of what is settled when the step or batch ends. */
    private boolean listed;

    /** More than one write in this turn; and in the turn before, which lets this one wait for its end from the first on. */
    private boolean wroteAgain;

    private boolean writesInBursts;
    private int lateWrites;

    /** In which the protocol is called. */
    final Context context;

    /** The handle of {@link #proceed()}, made when output first has to wait. */
    private @Nullable Handle proceed;

    private boolean proceedQueued;

    /** The file that is sent by the system itself, or waits for its turn: nothing can be written meanwhile. */
    private @Nullable FileTurn file;

    private boolean fileTold;

    WritingTransport(ChannelLoop home, Context context) {
        this.home = home;
        this.context = context;
        this.meter = home.meter();
        this.flow = new FlowControl(meter);
        this.out = new WriteFlow((ChannelTransport) this, home.buffers(), meter);
    }

    ChannelLoop home() {
        return home;
    }

    /** Own thread: brings the channel to where the fields want it. */
    abstract void settle();

    /** Whether it speaks TLS. */
    abstract boolean isSecure();

    /** Whether connection_lost is queued or was called: writes come too late. */
    abstract boolean isLost();

    /** Now on the own thread, else when the running step ends. */
    public final void settleSoon() {
        if (home.onOwnThread()) {
            settle();
        } else {
            list();
        }
    }

    @Override
    public final void flush() {
        listed = false;
        writesInBursts = wroteAgain;
        wroteAgain = false;
        settle();
    }

    /** Has {@link #settle()} called when the running step or batch ends. */
    final void list() {
        if (!listed) {
            listed = true;
            home.atStepEnd(this);
        }
    }

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
    public void write(ByteBuf data) {
        Objects.requireNonNull(data, "write: data is null; give the bytes to send");
        boolean queued = true;
        try {
            int length = data.readableBytes();
            if (!takes(length)) {
                return;
            }
            queued = mustQueue(length);
            if (queued) {
                out.append(data);
                settleAboveLimit();
            }
        } finally {
            if (queued) {
                data.release();
            }
        }
        if (!queued) {
            out.writeThrough(data);
        }
        pauseIfFull();
    }

    @Override
    public void writelines(Iterable<byte[]> lines) {
        Objects.requireNonNull(lines, "writelines: lines is null; give the arrays to send");
        // Looked through before the first is sent: a null among them must not leave half of them sent.
        List<byte[]> all = new ArrayList<>();
        for (byte[] line : lines) {
            if (Objects.requireNonNull(line, "writelines: a line is null; give arrays only").length > 0) {
                all.add(line);
            }
        }
        if (takes(all.size())) {
            mustQueue(0);
            for (byte[] line : all) {
                out.append(line, 0, line.length);
            }
            sendQueued();
        }
    }

    @Override
    public void writelines(ByteBuffer... buffers) {
        Objects.requireNonNull(buffers, "writelines: buffers is null; give the buffers to send");
        int filled = 0;
        for (ByteBuffer buffer : buffers) {
            if (Objects.requireNonNull(buffer, "writelines: a buffer is null; give buffers only").hasRemaining()) {
                filled++;
            }
        }
        boolean takes = takes(filled);
        if (takes) {
            mustQueue(0);
        }
        for (ByteBuffer buffer : buffers) {
            if (takes && buffer.hasRemaining()) {
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
        if (file != null) {
            throw new IllegalStateException(
                    "write: unable to write; sendfile is in progress on " + this + "; await it first");
        }
        if (length == 0) {
            return false;
        }
        if (isLost()) {
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
        wroteAgain |= listed;
        list();
        return queue;
    }

    /** Sends first and counts then, as asyncio does: what the socket takes never pauses the protocol. */
    private void settleAboveLimit() {
        if (out.size() > flow.limits().high() && home.onOwnThread()) {
            settle();
        }
    }

    private void pauseIfFull() {
        BaseProtocol current = getProtocol();
        if (!isLost() && current != null && flow.pausesAt(out.size())) {
            Calls.guarded((ChannelTransport) this, "protocol.pause_writing() failed", current, current::pauseWriting);
        }
    }

    @Override
    public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
        flow.limits(isSecure()
                ? WriteLimits.of(high, low, WriteLimits.DEFAULT_TLS_HIGH_BYTES)
                : WriteLimits.of(high, low));
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

    /** What asyncio does when a socket has become writable. Own thread, a callback of the loop. */
    abstract void proceed();

    private void proceedNow() {
        proceedQueued = false;
        proceed();
    }

    /** Queues {@link #proceed()}, once. */
    final void queueProceed() {
        if (proceedQueued || home.loop().isClosed()) {
            return;
        }
        Handle handle = proceed;
        if (handle == null) {
            handle = new Handle(new ChannelLoop.Named("Protocol.resumeWriting", this::proceedNow), home.loop(),
                    context);
            proceed = handle;
        }
        proceedQueued = true;
        home.loop().enqueue(handle);
    }

    // ---- files

    @Override
    public final boolean isWritingPaused() {
        return flow.isPaused();
    }

    @Override
    public final boolean isOutputEnded() {
        return eofWritten;
    }

    @Override
    public final void beginFile(FileTurn turn) {
        file = turn;
        fileTold = false;
        settleSoon();
    }

    @Override
    public final void endFile() {
        file = null;
    }

    final boolean hasFile() {
        return file != null;
    }

    /** Own thread. */
    final void tellFileIfDrained() {
        FileTurn turn = file;
        if (turn != null && !fileTold && out.size() == 0) {
            fileTold = true;
            turn.drained();
        }
    }

    final void tellFileLost(@Nullable Throwable cause) {
        FileTurn turn = file;
        file = null;
        if (turn != null) {
            turn.connectionLost(cause);
        }
    }
}
