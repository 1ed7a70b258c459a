// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.internal.Rethrow;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The protocol between a transport and a {@link StreamReader} with its {@link StreamWriter};
 * {@code asyncio.StreamReaderProtocol}. Loop only.
 *
 * <pre>
 * made -> connected -> lost (cleanly, or with the connection's failure)
 * </pre>
 */
public final class StreamReaderProtocol implements Protocol {

    private final StreamReader reader;
    private final @Nullable ConnectionHandler handler;
    private final AbstractEventLoop loop;

    /** Done when the connection is lost. Nobody awaits it itself, since a cancelled wait would cancel it. */
    private final Future<@Nullable Void> closed;

    private boolean overTls;
    private boolean lost;

    /** True while the transport has more than it wants. */
    private boolean paused;

    private @Nullable List<Future<@Nullable Void>> drains;

    /**
     * Makes the protocol of a client.
     *
     * @param reader gets the data
     * @param loop the loop of the connection
     */
    public StreamReaderProtocol(StreamReader reader, AbstractEventLoop loop) {
        this(reader, null, loop);
    }

    /**
     * Makes the protocol of one connection.
     *
     * @param reader gets the data
     * @param handler started as a task when the connection is made; null: none
     * @param loop the loop of the connection
     */
    public StreamReaderProtocol(StreamReader reader, @Nullable ConnectionHandler handler, AbstractEventLoop loop) {
        this.reader = Objects.requireNonNull(reader, "StreamReaderProtocol: the reader is null");
        this.loop = Objects.requireNonNull(loop, "StreamReaderProtocol: the loop is null");
        this.handler = handler;
        this.closed = loop.createFuture();
    }

    @Override
    public void connectionMade(BaseTransport transport) {
        reader.setTransport(transport);
        overTls = transport.getExtraInfo(ExtraInfo.SSLCONTEXT) != null;
        if (handler != null) {
            serve(handler, (Transport) transport);
        }
    }

    private void serve(ConnectionHandler handles, Transport transport) {
        StreamWriter writer = new StreamWriter(transport, this, reader, loop);
        Task<@Nullable Void> task;
        try {
            task = loop.createTask(() -> handles.handle(reader, writer));
        } catch (Throwable refused) {
            // A task factory that fails: without a handler the peer would wait for ever.
            transport.abort();
            throw refused;
        }
        task.addDoneCallback(done -> handled(done, writer));
    }

    /** The transport may be another one by now. */
    private void handled(Future<@Nullable Void> done, StreamWriter writer) {
        Transport transport = writer.transport();
        if (done.cancelled()) {
            transport.close();
            return;
        }
        Throwable failure = done.exception();
        if (failure != null) {
            loop.callExceptionHandler(ExceptionContext.of("Unhandled exception in client_connected_cb")
                    .withException(failure)
                    .withTransport(transport));
            transport.close();
        }
    }

    @Override
    public void dataReceived(byte[] data) {
        reader.feedData(data);
    }

    /** Whether the stream came from a server: that decides which side of TLS it plays. */
    boolean servesClients() {
        return handler != null;
    }

    /** The connection goes on over TLS. */
    void replaceTransport(Transport upgraded) {
        reader.setTransport(upgraded);
        overTls = upgraded.getExtraInfo(ExtraInfo.SSLCONTEXT) != null;
    }

    /** Keeps a plain connection open for writing; TLS has no such state (STRM-29). */
    @Override
    public boolean eofReceived() {
        reader.feedEof();
        return !overTls;
    }

    @Override
    public void connectionLost(@Nullable Throwable failure) {
        if (failure == null) {
            reader.feedEof();
            if (!closed.done()) {
                closed.setResult(null);
            }
        } else {
            reader.setException(failure);
            if (!closed.done()) {
                closed.setException(failure);
                // Whoever waits gets it; if nobody does, that is no reason for a report.
                closed.exception();
            }
        }
        lost = true;
        releaseDrains(failure);
    }

    @Override
    public void pauseWriting() {
        paused = true;
    }

    @Override
    public void resumeWriting() {
        paused = false;
        releaseDrains(null);
    }

    private void releaseDrains(@Nullable Throwable failure) {
        List<Future<@Nullable Void>> waiting = drains;
        drains = null;
        if (waiting == null) {
            return;
        }
        for (Future<@Nullable Void> waiter : waiting) {
            if (waiter.done()) {
                continue;
            }
            if (failure == null) {
                waiter.setResult(null);
            } else {
                waiter.setException(failure);
            }
        }
    }

    /** Waits while the transport is paused. */
    void drain(AbstractEventLoop waitersLoop) throws IOException {
        if (lost) {
            throw new SocketException("drain: Connection lost; the peer is gone or the connection was closed");
        }
        if (!paused) {
            return;
        }
        Task.suspending("drain");
        Future<@Nullable Void> waiter = waitersLoop.createFuture();
        List<Future<@Nullable Void>> waiting = drains == null ? new ArrayList<>(1) : drains;
        drains = waiting;
        waiting.add(waiter);
        try {
            waiter.await();
        } catch (Throwable failure) {
            // Only a cancelled wait is still in the list.
            waiting.remove(waiter);
            throw Rethrow.<IOException>asIs(failure);
        }
    }

    /** Waits for {@link #connectionLost} by a future of its own. */
    void waitClosed() throws IOException {
        Task.suspending("waitClosed");
        try {
            if (!closed.done()) {
                Future<@Nullable Void> waiter = loop.createFuture();
                Consumer<Object> wake = done -> {
                    if (!waiter.done()) {
                        waiter.setResult(null);
                    }
                };
                closed.addDoneCallback(wake);
                try {
                    waiter.await();
                } finally {
                    closed.removeDoneCallback(wake);
                }
            }
            closed.result();
        } catch (Throwable failure) {
            throw Rethrow.<IOException>asIs(failure);
        }
    }

    @Override
    public String toString() {
        return "StreamReaderProtocol[" + reader + (paused ? ", writing paused" : "") + (lost ? ", lost" : "") + "]";
    }
}
