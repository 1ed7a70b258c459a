// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.Handle;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.Channel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the two directions have in common: protocol, context, and the way to connection_lost. Loop only. */
abstract class PipeTransport implements BaseTransport {

    static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    /** To CLOSING by close() with bytes left, to LOST_QUEUED by the end or an error. */
    static final byte OPEN = 0;

    /** Writes what is left. To LOST_QUEUED. */
    static final byte CLOSING = 1;

    /** connection_lost is in the ready queue; the pipe is closed. To LOST. */
    static final byte LOST_QUEUED = 2;

    /** connection_lost was called, or the loop is closed. */
    static final byte LOST = 3;

    /** Told when a pipe is over: who keeps the list of open ones. */
    interface EndListener {
        void over(PipeTransport transport);
    }

    final ChannelHost host;
    final Context context;
    private final Channel pipe;
    private final EndListener end;
    private @Nullable BaseProtocol protocol;
    byte state = OPEN;

    PipeTransport(ChannelHost host, Channel pipe, BaseProtocol protocol, Context context, EndListener end) {
        this.host = host;
        this.pipe = pipe;
        this.protocol = protocol;
        this.context = context;
        this.end = end;
    }

    /** Queues connection_made, then the begin of its work, then {@code opened}. */
    final void open(BaseProtocol newProtocol, Runnable opened) {
        enqueue("Protocol.connectionMade", () -> newProtocol.connectionMade(this));
        enqueue("begin of the pipe", this::begin);
        enqueue("pipe is open", opened);
    }

    abstract void begin();

    /** Closes the pipe and forgets what is left to write. */
    abstract void release();

    final void enqueue(String name, Runnable callback) {
        host.loop().enqueue(new Handle(new Named(name, callback), host.loop(), context));
    }

    /** A callback whose name a report can show. */
    private record Named(String name, Runnable callback) implements Runnable {
        @Override
        public void run() {
            callback.run();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** asyncio's {@code _close}: from here on there is nothing but connection_lost. */
    final void lose(@Nullable Throwable cause) {
        if (state >= LOST_QUEUED) {
            return;
        }
        state = LOST_QUEUED;
        release();
        enqueue("Protocol.connectionLost", () -> lost(cause));
    }

    private void lost(@Nullable Throwable cause) {
        BaseProtocol told = protocol;
        state = LOST;
        try {
            if (told != null) {
                told.connectionLost(cause);
            }
        } finally {
            protocol = null;
            end.over(this);
        }
    }

    /** The loop is being closed: asyncio tells protocols nothing then. */
    final void dispose() {
        state = LOST;
        protocol = null;
        release();
    }

    /** What the system says is the protocol's to know; everything else is reported besides. */
    final void report(Throwable error, String message) {
        if (error instanceof IOException) {
            if (host.loop().getDebug()) {
                LOG.log(Level.DEBUG, () -> this + ": " + message, error);
            }
            return;
        }
        ExceptionContext report = ExceptionContext.of(message).withException(error).withTransport(this);
        BaseProtocol told = protocol;
        host.loop().callExceptionHandler(told == null ? report : report.withProtocol(told));
    }

    @Override
    public final boolean isClosing() {
        return state != OPEN;
    }

    @Override
    public final @Nullable Object getExtraInfo(String name) {
        Objects.requireNonNull(name, "getExtraInfo: name is null; ExtraInfo lists the names");
        return name.equals(ExtraInfo.PIPE.name()) ? pipe : null;
    }

    final void useProtocol(BaseProtocol newProtocol) {
        protocol = newProtocol;
    }

    @Override
    public final @Nullable BaseProtocol getProtocol() {
        return protocol;
    }

    final String stage() {
        return switch (state) {
            case OPEN -> "open";
            case CLOSING -> "closing";
            case LOST_QUEUED -> "lost";
            default -> "closed";
        };
    }

    final Channel pipe() {
        return pipe;
    }
}
