// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import io.asyncio4j.context.Context;
import io.asyncio4j.net.Connection;
import io.asyncio4j.netty.channel.Pending;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.netty.poll.OwnedChannels;
import io.asyncio4j.netty.watch.Watchers;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.ReadTransport;
import io.asyncio4j.transports.WriteTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * asyncio's {@code connect_read_pipe} and {@code connect_write_pipe}. Loop only.
 *
 * <p>An end of a {@link Pipe} and a socket are polled. What the JDK cannot poll (a {@code FileChannel} of a named pipe or of a
 * terminal, the streams of a process) gets a thread that reads or writes it a chunk at a time.
 */
public final class PipeOperations {

    /** asyncio's {@code max_size}: the most that one read gets. */
    private static final int READ_BYTES = 256 * 1024;

    private final ChannelHost host;
    private final Watchers watchers;
    private final Set<PipeTransport> open = new HashSet<>();
    private @Nullable ByteBuffer buffer;

    /**
     * Makes the operations of a loop.
     *
     * @param host the loop
     * @param watchers the loop's watchers
     */
    public PipeOperations(ChannelHost host, Watchers watchers) {
        this.host = host;
        this.watchers = watchers;
    }

    /**
     * Reads a pipe.
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol
     * @param pipe the pipe
     * @return transport and protocol
     */
    public <P extends BaseProtocol> Future<Connection<ReadTransport, P>> connectRead(
            Supplier<P> protocolFactory, ReadableByteChannel pipe) {
        begin("connectReadPipe", protocolFactory, pipe);
        Pending<Connection<ReadTransport, P>> pending = new Pending<>(host.loop());
        P protocol = pending.makeProtocol(
                protocolFactory,
                made -> ReadPipeTransport.requireProtocol("connectReadPipe", made),
                () -> OwnedChannels.giveBack(pipe));
        if (protocol != null) {
            pending.onCancel(read(protocol, pipe, made -> pending.succeed(new Connection<>(made, protocol)))::close);
        }
        return pending;
    }

    /**
     * Writes a pipe.
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol
     * @param pipe the pipe
     * @return transport and protocol
     */
    public <P extends BaseProtocol> Future<Connection<WriteTransport, P>> connectWrite(
            Supplier<P> protocolFactory, WritableByteChannel pipe) {
        begin("connectWritePipe", protocolFactory, pipe);
        Pending<Connection<WriteTransport, P>> pending = new Pending<>(host.loop());
        P protocol = pending.makeProtocol(
                protocolFactory,
                made -> Objects.requireNonNull(made, "connectWritePipe: the protocol is null; give a protocol"),
                () -> OwnedChannels.giveBack(pipe));
        if (protocol != null) {
            pending.onCancel(write(protocol, pipe, made -> pending.succeed(new Connection<>(made, protocol)))::close);
        }
        return pending;
    }

    private void begin(String operation, Supplier<?> protocolFactory, Channel pipe) {
        Objects.requireNonNull(
                protocolFactory, () -> operation + ": protocolFactory is null; give what makes a protocol");
        host.checkOpen(operation);
        try {
            PipeChannels.take(operation, pipe);
        } catch (IOException e) {
            throw new IllegalArgumentException(operation + ": " + pipe + " cannot be made non-blocking", e);
        }
    }

    // ---- for child processes, too; no checks

    /**
     * Opens a reading transport.
     *
     * @param protocol a {@code Protocol}
     * @param pipe what to read; closed with the transport
     * @param opened called when the protocol knows its transport
     * @return the transport
     */
    public ReadTransport read(BaseProtocol protocol, ReadableByteChannel pipe, Consumer<? super ReadTransport> opened) {
        Context context = Context.copyCurrent();
        ReadPipeTransport made = new ReadPipeTransport(
                host, pipe, protocol, context, open::remove, listener -> source(pipe, context, listener));
        open.add(made);
        made.open(protocol, () -> opened.accept(made));
        return made;
    }

    /**
     * Opens a writing transport.
     *
     * @param protocol who is told of flow control and the end
     * @param pipe what to write; closed with the transport
     * @param opened called when the protocol knows its transport
     * @return the transport
     */
    public WriteTransport write(BaseProtocol protocol, WritableByteChannel pipe,
            Consumer<? super WriteTransport> opened) {
        Context context = Context.copyCurrent();
        WritePipeTransport made = new WritePipeTransport(
                host, pipe, protocol, context, open::remove, listener -> sink(pipe, context, listener));
        open.add(made);
        made.open(protocol, () -> opened.accept(made));
        return made;
    }

    /**
     * Tells a writing transport that its reader has probably gone, for pollers that do not tell by themselves.
     *
     * @param transport one that {@link #write} made
     */
    public void readerMayBeGone(BaseTransport transport) {
        if (transport instanceof WritePipeTransport writes) {
            writes.readerMayBeGone();
        }
    }

    private PipeSource source(ReadableByteChannel pipe, Context context, PipeSource.Listener listener) {
        return switch (pipe) {
            case Pipe.SourceChannel end -> new SelectableSource<>(watchers, end, buffer(), context, listener);
            case SocketChannel socket -> new SelectableSource<>(watchers, socket, buffer(), context, listener);
            default -> new BlockingSource(host.loop(), pipe, context, listener);
        };
    }

    private PipeSink sink(WritableByteChannel pipe, Context context, PipeSink.Listener listener) {
        return switch (pipe) {
            case Pipe.SinkChannel end -> new SelectableSink<>(watchers, end, context, listener);
            case SocketChannel socket -> new SelectableSink<>(watchers, socket, context, listener);
            default -> new BlockingSink(host.loop(), pipe, context, listener);
        };
    }

    private ByteBuffer buffer() {
        ByteBuffer made = buffer;
        if (made == null) {
            made = ByteBuffer.allocateDirect(READ_BYTES);
            buffer = made;
        }
        return made;
    }

    /** Closes all that are open; the loop is being closed. */
    public void close() {
        for (PipeTransport transport : List.copyOf(open)) {
            transport.dispose();
        }
        open.clear();
    }
}
