// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.internal.Rethrow;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsSettings;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a connection, for coroutines; {@code asyncio.StreamWriter}.
 *
 * <p>
 * Loop only. Writing never suspends and takes the bytes during the call; {@link #drain()} after it is what keeps a slow
 * peer from filling the memory. What is written in one step of a coroutine leaves together when the step ends.
 */
public final class StreamWriter implements AutoCloseable {

    /** Changes once at most, by {@link #startTls(TlsContext)}. */
    private Transport transport;

    /** True while the transport is between clear text and TLS, when nothing can be written. */
    private boolean upgrading;

    private final StreamReaderProtocol protocol;
    private final @Nullable StreamReader reader;
    private final AbstractEventLoop loop;

    /**
     * Makes a writer; {@link Streams} does it for connections.
     *
     * @param transport where the bytes go
     * @param protocol the transport's protocol
     * @param reader the receiving side, whose failure {@link #drain()} throws; null: none
     * @param loop the loop of its coroutines
     */
    public StreamWriter(
            Transport transport, StreamReaderProtocol protocol, @Nullable StreamReader reader, AbstractEventLoop loop) {
        this.transport = Objects.requireNonNull(transport, "StreamWriter: the transport is null");
        this.protocol = Objects.requireNonNull(protocol, "StreamWriter: the protocol is null");
        this.reader = reader;
        this.loop = Objects.requireNonNull(loop, "StreamWriter: the loop is null");
    }

    /**
     * Returns the transport.
     *
     * @return the connection's; another one after {@link #startTls(TlsContext)}
     */
    public Transport transport() {
        return transport;
    }

    /**
     * Sends bytes; ignored once the connection is closed or lost.
     *
     * @param data the bytes; the array may be reused at once
     * @throws IllegalStateException after {@link #writeEof()}, or while {@link #startTls(TlsContext)} is under way
     */
    public void write(byte[] data) {
        writable().write(data);
    }

    /**
     * Sends a part of an array.
     *
     * @param data holds the bytes
     * @param offset index of the first
     * @param length how many
     * @throws IndexOutOfBoundsException if the part is not inside the array
     * @throws IllegalStateException after {@link #writeEof()}, or while {@link #startTls(TlsContext)} is under way
     */
    public void write(byte[] data, int offset, int length) {
        writable().write(data, offset, length);
    }

    /**
     * Sends the remaining bytes of a buffer.
     *
     * @param data from position to limit; its position becomes its limit
     * @throws IllegalStateException after {@link #writeEof()}, or while {@link #startTls(TlsContext)} is under way
     */
    public void write(ByteBuffer data) {
        writable().write(data);
    }

    /**
     * Sends several arrays in order.
     *
     * @param lines the arrays; nothing is added between them
     * @throws IllegalStateException after {@link #writeEof()}, or while {@link #startTls(TlsContext)} is under way
     */
    public void writelines(Iterable<byte[]> lines) {
        writable().writelines(lines);
    }

    /**
     * Waits, if too much is buffered, until the peer has taken enough of it; else it returns at once.
     *
     * @throws IOException the connection's own failure, or that it was lost
     * @throws IllegalStateException if called outside a coroutine
     */
    public void drain() throws IOException {
        Throwable failure = reader == null ? null : reader.exception();
        if (failure != null) {
            throw Rethrow.<IOException>asIs(failure);
        }
        if (transport.isClosing()) {
            // Let connectionLost be called, or a loop of write and drain would never hear of it (STRM-25).
            Task.suspending("drain");
            Sleep.sleep(0);
        }
        protocol.drain(loop);
    }

    private Transport writable() {
        if (upgrading) {
            throw new IllegalStateException("write: startTls is under way on " + transport
                    + "; write before it, or when it has returned");
        }
        return transport;
    }

    /**
     * Puts TLS on the connection, without a server name: a client whose context checks names needs
     * {@link #startTls(TlsContext, String)}.
     *
     * @param context how to speak TLS
     * @throws IOException as {@link #startTls(TlsContext, TlsSettings)}
     */
    public void startTls(TlsContext context) throws IOException {
        startTls(context, TlsSettings.NONE);
    }

    /**
     * Puts TLS on the connection of a client.
     *
     * @param context how to speak TLS
     * @param serverHostname the name to send and to check; empty turns the check off
     * @throws IOException as {@link #startTls(TlsContext, TlsSettings)}
     */
    public void startTls(TlsContext context, String serverHostname) throws IOException {
        startTls(context, TlsSettings.NONE.serverHostname(serverHostname));
    }

    /**
     * Puts TLS on the connection; {@code StreamWriter.start_tls}. It drains, waits for the handshake, and from then on
     * this writer and its reader speak TLS. A stream that came from a server plays the server, another one the client.
     *
     * <p>
     * What the reader has buffered when the handshake begins is taken for the peer's first bytes of TLS, on both sides.
     * So no byte of TLS is lost to a peer that was quick, and nothing that was slipped in before in clear can later be read
     * as if it had come over TLS: the handshake fails. (asyncio does so for servers, since 3.14.7.)
     *
     * @param context how to speak TLS
     * @param settings server name and limits; its context is not used
     * @throws IOException if the connection or the handshake fails; the connection is closed then
     * @throws IllegalStateException if called outside a coroutine, twice at a time, or on a connection that is closing
     * @throws UnsupportedOperationException if the loop or the transport cannot do it
     */
    public void startTls(TlsContext context, TlsSettings settings) throws IOException {
        Objects.requireNonNull(context, "startTls: the context is null; use TlsContext.forClient() or forServer(...)");
        Objects.requireNonNull(settings, "startTls: the settings are null; use TlsSettings.NONE");
        Task.suspending("startTls");
        writable();
        drain();
        // Nothing must come between here and loop.startTls, which is the last to let clear text in.
        byte[] readAhead = reader == null ? Chunks.NOTHING : reader.intake().readAhead();
        Future<Transport> upgrade = loop.startTls(writable(), protocol, context,
                new TlsUpgradeOptions(protocol.servesClients(), settings, ByteBuffer.wrap(readAhead)));
        if (reader != null) {
            reader.intake().forgetReadAhead();
        }
        upgrading = true;
        try {
            transport = Streams.await(upgrade, Transport::abort);
            protocol.replaceTransport(transport);
        } finally {
            upgrading = false;
        }
    }

    /**
     * Ends the sending side, after what is buffered; reading goes on.
     *
     * @throws UnsupportedOperationException if {@link #canWriteEof()} is false
     */
    public void writeEof() {
        transport.writeEof();
    }

    /**
     * Tells whether the sending side can be ended alone.
     *
     * @return false over TLS
     */
    public boolean canWriteEof() {
        return transport.canWriteEof();
    }

    /** Closes the connection after what is buffered was sent. {@link #waitClosed()} waits for it. */
    @Override
    public void close() {
        transport.close();
    }

    /**
     * Tells whether the connection is closed or about to be.
     *
     * @return true from {@link #close()} on, or once it was lost
     */
    public boolean isClosing() {
        return transport.isClosing();
    }

    /**
     * Waits until the connection is closed; any number of coroutines, any number of times.
     *
     * @throws IOException the failure with which it was lost
     * @throws IllegalStateException if called outside a coroutine
     */
    public void waitClosed() throws IOException {
        protocol.waitClosed();
    }

    /**
     * Returns information about the transport by asyncio's name of it.
     *
     * @param name such as {@code "peername"}
     * @return the value, or null
     */
    public @Nullable Object getExtraInfo(String name) {
        return transport.getExtraInfo(name);
    }

    /**
     * Returns information about the transport by asyncio's name of it.
     *
     * @param name such as {@code "peername"}
     * @param defaultValue what to return if there is none
     * @return the value
     */
    public Object getExtraInfo(String name, Object defaultValue) {
        return transport.getExtraInfo(name, defaultValue);
    }

    /**
     * Returns information about the transport by typed key.
     *
     * @param <T> type of the value
     * @param key such as {@link ExtraInfo#PEERNAME}
     * @return the value, or null
     */
    public <T> @Nullable T getExtraInfo(ExtraInfo.Key<T> key) {
        return transport.getExtraInfo(key);
    }

    @Override
    public String toString() {
        return "StreamWriter[" + transport + "]";
    }
}
