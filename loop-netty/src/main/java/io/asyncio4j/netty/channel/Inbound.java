// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.events.base.IoMeter;
import io.asyncio4j.netty.ByteBufProtocol;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.BufferedProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.LoopExit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUringIoHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of a transport: what was read waits here until the loop's ready queue delivers it, one thing an iteration.
 * Loop only.
 *
 * <p>Netty's pollers may deliver although reading is off (data, end and error that were under way); so "paused" is kept here,
 * and Netty's autoRead is only the means to let the peer wait. After the end of input autoRead is left alone: it has no meaning
 * any more, and Netty's epoll mistakes it.
 */
final class Inbound implements Runnable {

    /** The transport, as this side of it sees it. */
    interface Owner {
        /** Has the channel's interest in reading brought up to date. */
        void settleSoon();

        /** The protocol was told of the end of input. */
        void endOfFile(boolean keepOpen);

        /** A callback of the protocol failed. */
        void fatal(Throwable error, String message);

        /** The socket failed. */
        void readFailure(Throwable error);

        ChannelTransport transport();
    }

    private final Owner owner;
    private final BaseEventLoop loop;
    private final @Nullable IoMeter meter;

    /** One handle for all deliveries, so that a message costs none. */
    private final Handle delivery;

    private final InboundQueue queue = new InboundQueue();
    private @Nullable BaseProtocol protocol;
    private boolean queued;
    private boolean started;
    private boolean paused;
    private boolean closed;

    /** End or error has been read, whether or not it was delivered: Netty reads no more. */
    private boolean ended;

    /** The error that ended it waits in the queue. */
    private boolean failing;

    private boolean endTold;
    private boolean autoRead;

    Inbound(Owner owner, BaseEventLoop loop, Context context, @Nullable IoMeter meter) {
        this.owner = owner;
        this.loop = loop;
        this.meter = meter;
        this.delivery = new Handle(this, loop, context);
    }

    void protocol(BaseProtocol newProtocol) {
        protocol = newProtocol;
    }

    boolean isPaused() {
        return paused;
    }

    void start() {
        started = true;
        deliverSoon();
    }

    void pause() {
        if (!paused) {
            paused = true;
            if (meter != null) {
                meter.readingPaused();
            }
            owner.settleSoon();
        }
    }

    void resume() {
        if (paused) {
            pauseEnds();
            deliverSoon();
            owner.settleSoon();
        }
    }

    private void pauseEnds() {
        if (paused && meter != null) {
            meter.readingResumed();
        }
        paused = false;
    }

    /** Delivers nothing any more. */
    void close() {
        closed = true;
        failing = false;
        pauseEnds();
        queue.clear();
    }

    /** What is read stays here until {@link #start()} is called again, as in a transport that is new and not paused. */
    void hold() {
        started = false;
        pauseEnds();
    }

    /** Takes what was read out of the protocol's reach. */
    List<Object> takeAll() {
        List<Object> all = new ArrayList<>();
        for (Object item = queue.peek(); item != null; item = queue.peek()) {
            queue.remove();
            all.add(item);
        }
        return all;
    }

    /**
     * Own thread: turns Netty's reading on or off.
     *
     * @param open whether the protocol may get data
     * @param forTls whether TLS has to hear from the peer in any case
     */
    void applyTo(Channel channel, boolean open, boolean forTls) {
        // Between handshake and begin nothing changes: it would be undone at once.
        boolean wanted = forTls || (open && (started || autoRead) && !paused && !closed);
        if (wanted != autoRead && !ended) {
            autoRead = wanted;
            if (wanted && failedMeanwhile(channel)) {
                return;
            }
            channel.config().setAutoRead(wanted);
        }
    }

    private boolean failedMeanwhile(Channel channel) {
        IOException error = untoldError(channel);
        if (error != null) {
            fail(error);
        }
        return error != null;
    }

    /**
     * Own thread: the error of a socket of which Netty has said nothing, and will not. io_uring says only once that there is
     * something to read: what happens while nobody asks is lost on Netty, and it takes a reset behind the last bytes for the end
     * of input.
     */
    static @Nullable IOException untoldError(Channel channel) {
        if (channel.unsafe() instanceof IoUringIoHandle
                && channel instanceof UnixChannel unix
                && unix.fd() instanceof Socket socket
                && socket.isOpen()) {
            try {
                int errno = socket.getSoError();
                return errno == 0 ? null : Errors.newIOException("read", -errno);
            } catch (IOException closed) {
                // Then its end is on the way.
            }
        }
        return null;
    }

    void add(Object data) {
        queue.add(data);
        deliverSoon();
    }

    void end() {
        if (!ended) {
            ended = true;
            add(InboundQueue.EOF);
        }
    }

    boolean hasEnded() {
        return ended;
    }

    boolean hasError() {
        return failing;
    }

    /** What reading failed with, if the protocol has not been told. */
    @Nullable Throwable pendingError() {
        return failing ? queue.error() : null;
    }

    void fail(Throwable cause) {
        if (ErrorMapping.isOfSocket(cause)) {
            // The system's pollers may tell of the end first that the error has brought about.
            queue.removeEnd();
        }
        ended = true;
        failing = true;
        add(cause);
    }

    private boolean mayDeliver() {
        return started && !paused && !closed;
    }

    private void deliverSoon() {
        if (!queued && mayDeliver() && !queue.isEmpty()) {
            queued = true;
            loop.enqueue(delivery);
        }
    }

    /** A callback of the loop: delivers one thing. */
    @Override
    public void run() {
        queued = false;
        if (!mayDeliver()) {
            return;
        }
        try {
            deliver();
        } finally {
            deliverSoon();
        }
    }

    private void deliver() {
        Object item = queue.peek();
        BaseProtocol current = Objects.requireNonNull(protocol);
        if (item == InboundQueue.EOF) {
            queue.remove();
            deliverEnd(current);
        } else if (item instanceof Throwable error) {
            queue.remove();
            failing = false;
            owner.readFailure(error);
        } else if (current instanceof BufferedProtocol buffered) {
            deliverInto(buffered, Objects.requireNonNull(item));
        } else {
            queue.remove();
            try {
                deliverTo(current, Objects.requireNonNull(item));
            } catch (LoopExit exit) {
                throw exit;
            } catch (Throwable error) {
                owner.fatal(error, "Fatal error: protocol.data_received() call failed.");
            }
        }
    }

    /** The queue is right: the protocol may do anything. */
    private static void deliverTo(BaseProtocol current, Object item) {
        if (current instanceof ByteBufProtocol direct) {
            direct.bytesReceived(item instanceof ByteBuf buffer ? buffer : Unpooled.wrappedBuffer((byte[]) item));
        } else {
            ((Protocol) current).dataReceived(item instanceof byte[] bytes ? bytes : drain((ByteBuf) item));
        }
    }

    private static byte[] drain(ByteBuf buffer) {
        byte[] data = new byte[buffer.readableBytes()];
        buffer.readBytes(data);
        buffer.release();
        return data;
    }

    private void deliverInto(BufferedProtocol buffered, Object item) {
        ByteBuffer target;
        try {
            target = Objects.requireNonNull(
                    buffered.getBuffer(-1), "getBuffer: the protocol returned null; return a buffer with room");
            if (!target.hasRemaining() || target.isReadOnly()) {
                throw new IllegalStateException("getBuffer: the protocol returned " + target
                        + (target.isReadOnly() ? ", which is read-only" : ", which has no room")
                        + "; return a buffer to write into");
            }
        } catch (LoopExit exit) {
            throw exit;
        } catch (Throwable error) {
            owner.fatal(error, "Fatal error: protocol.get_buffer() call failed.");
            return;
        }
        if (!mayDeliver()) {
            // get_buffer has paused or closed the transport: the data stays where it is, or is gone.
            return;
        }
        ByteBuf source = item instanceof ByteBuf buffer ? buffer : Unpooled.wrappedBuffer((byte[]) item);
        int length = Math.min(target.remaining(), source.readableBytes());
        source.readBytes(target.duplicate().limit(target.position() + length));
        // The queue is right before the protocol is called, which may do anything.
        if (source.isReadable()) {
            queue.replaceFirst(source);
        } else {
            queue.remove();
            source.release();
        }
        try {
            buffered.bufferUpdated(length);
        } catch (LoopExit exit) {
            throw exit;
        } catch (Throwable error) {
            owner.fatal(error, "Fatal error: protocol.buffer_updated() call failed.");
        }
    }

    /** A callback of the loop: tells the protocol of the end although nothing is delivered any more, unless it knows. */
    void tellEnd(BaseProtocol current) {
        if (!endTold) {
            deliverEnd(current);
        }
    }

    private void deliverEnd(BaseProtocol current) {
        endTold = true;
        boolean keepOpen;
        try {
            keepOpen = Calls.eofReceived(current);
        } catch (LoopExit exit) {
            throw exit;
        } catch (Throwable error) {
            owner.fatal(error, "Fatal error: protocol.eof_received() call failed.");
            return;
        }
        owner.endOfFile(keepOpen);
    }

    @Override
    public String toString() {
        return "delivery to " + owner.transport();
    }
}
