// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.netty.channel.FlowControl;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.LoopExit;
import io.asyncio4j.transports.WriteLimits;
import io.asyncio4j.transports.WriteTransport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * asyncio's {@code _UnixWritePipeTransport}. Loop only. What the pipe takes leaves at once, the rest waits; ending the output
 * is closing, as a pipe has no other direction.
 */
final class WritePipeTransport extends PipeTransport implements WriteTransport, PipeSink.Listener {

    /** From this many writes on that came too late, each is worth a line in the log; asyncio's number. */
    private static final int LATE_WRITES_TO_LOG = 5;

    private final PipeSink sink;
    private final FlowControl flow = new FlowControl(null);
    private final ArrayDeque<ByteBuffer> backlog = new ArrayDeque<>();
    private long queued;
    private int lateWrites;

    WritePipeTransport(
            ChannelHost host,
            Channel pipe,
            BaseProtocol protocol,
            Context context,
            EndListener end,
            Function<PipeSink.Listener, PipeSink> sink) {
        super(host, pipe, protocol, context, end);
        this.sink = sink.apply(this);
    }

    @Override
    void begin() {
        if (state < LOST_QUEUED) {
            sink.watchHangup();
        }
    }

    @Override
    void release() {
        backlog.clear();
        queued = 0;
        sink.close();
    }

    // ---- writing

    @Override
    public void write(byte[] data, int offset, int length) {
        Objects.requireNonNull(data, "write: data is null; give the bytes to send");
        Objects.checkFromIndexSize(offset, length, data.length);
        write(ByteBuffer.wrap(data, offset, length));
    }

    @Override
    public void write(ByteBuffer data) {
        Objects.requireNonNull(data, "write: data is null; give the bytes to send");
        host.check("write");
        if (!data.hasRemaining()) {
            return;
        }
        if (state != OPEN) {
            data.position(data.limit());
            if (++lateWrites >= LATE_WRITES_TO_LOG) {
                LOG.log(
                        Level.WARNING, "write: {0} writes to {1} came after its end; they are dropped", lateWrites,
                        this);
            }
            return;
        }
        try {
            // Also behind what waits: no bytes may overtake others.
            while (queued == 0 && data.hasRemaining() && sink.write(data) > 0) {
                // As long as there is room.
            }
        } catch (IOException | RuntimeException error) {
            data.position(data.limit());
            fatal(error);
            return;
        }
        queue(data);
        pauseIfFull();
    }

    private void queue(ByteBuffer data) {
        if (data.hasRemaining()) {
            queued += data.remaining();
            byte[] rest = new byte[data.remaining()];
            data.get(rest);
            backlog.add(ByteBuffer.wrap(rest));
        }
        if (size() > 0) {
            sink.writing(true);
        }
    }

    private long size() {
        return queued + sink.pending();
    }

    @Override
    public void writable() {
        try {
            ByteBuffer first = backlog.peek();
            while (first != null) {
                int count = sink.write(first);
                queued -= count;
                if (first.hasRemaining()) {
                    break;
                }
                backlog.remove();
                first = count == 0 ? null : backlog.peek();
            }
        } catch (IOException | RuntimeException error) {
            fatal(error);
            return;
        }
        if (size() == 0) {
            sink.writing(false);
        }
        resumeIfDrained();
        if (state == CLOSING && size() == 0) {
            lose(null);
        }
    }

    @Override
    public void hungUp() {
        lose(size() > 0 ? brokenPipe() : null);
    }

    void readerMayBeGone() {
        if (!sink.tellsHangup()) {
            hungUp();
        }
    }

    private IOException brokenPipe() {
        return new IOException("write: Broken pipe: nobody reads " + pipe() + " any more, and " + size()
                + " bytes were left to write; the reader has to read to the end");
    }

    @Override
    public void failed(IOException error) {
        fatal(error);
    }

    private void fatal(Throwable error) {
        report(error, "Fatal write error on pipe transport");
        lose(error);
    }

    // ---- flow control

    private void pauseIfFull() {
        if (flow.pausesAt(size())) {
            guarded("protocol.pause_writing() failed", BaseProtocol::pauseWriting);
        }
    }

    private void resumeIfDrained() {
        if (flow.resumesAt(size())) {
            guarded("protocol.resume_writing() failed", BaseProtocol::resumeWriting);
        }
    }

    private void guarded(String message, java.util.function.Consumer<BaseProtocol> call) {
        BaseProtocol told = getProtocol();
        if (told == null) {
            return;
        }
        try {
            call.accept(told);
        } catch (LoopExit exit) {
            throw exit;
        } catch (Throwable error) {
            host.loop().callExceptionHandler(ExceptionContext.of(message)
                    .withException(error)
                    .withTransport(this)
                    .withProtocol(told));
        }
    }

    @Override
    public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
        host.check("setWriteBufferLimits");
        flow.limits(WriteLimits.of(high, low));
        pauseIfFull();
    }

    @Override
    public WriteLimits getWriteBufferLimits() {
        return flow.limits();
    }

    @Override
    public long getWriteBufferSize() {
        return state >= LOST_QUEUED ? 0 : size();
    }

    // ---- the end

    @Override
    public void writeEof() {
        close();
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    @Override
    public void close() {
        host.check("close");
        if (state != OPEN) {
            return;
        }
        if (size() == 0) {
            lose(null);
        } else {
            state = CLOSING;
        }
    }

    @Override
    public void abort() {
        host.check("abort");
        lose(null);
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        useProtocol(Objects.requireNonNull(newProtocol, "setProtocol: the protocol is null; give a protocol"));
    }

    @Override
    public String toString() {
        return "WritePipeTransport[" + stage() + ", " + getWriteBufferSize() + " bytes to write, " + pipe() + "]";
    }
}
