// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.AcceptOptions;
import io.asyncio4j.net.AcceptedSocket;
import io.asyncio4j.net.AddressFlag;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.DatagramSize;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.NameInfo;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.Transport;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The loop's methods that have to do with sockets; asyncio's {@code selector_events}.
 *
 * <p>
 * What asyncio writes as a coroutine is one here too, in a task that the caller gets as a future: so its cancellation is
 * the cancellation of that task, and each way out of it closes what it opened. Arguments are looked at before, in the call
 * itself.
 */
abstract class SelectorNetwork implements AbstractEventLoop {

    /** As much as one read takes; asyncio's {@code max_size}. */
    static final int READ_BYTES = 256 * 1024;

    private final Holdings holdings = new Holdings(this);
    private final SocketCalls calls = new SocketCalls(this);
    private final Names names = new Names(this);
    private final Connector connector = new Connector(this);
    private final Binder binder = new Binder(this);
    private final Endpoints endpoints = new Endpoints(this);
    private @Nullable ByteBuffer scratch;

    abstract Watchers watchers();

    abstract void checkOpen();

    Holdings holdings() {
        return holdings;
    }

    SocketCalls calls() {
        return calls;
    }

    Names names() {
        return names;
    }

    /** For bytes on their way between the system and an array; empty, and only until the caller returns. */
    ByteBuffer scratch() {
        ByteBuffer present = scratch;
        if (present == null) {
            present = ByteBuffer.allocateDirect(READ_BYTES);
            scratch = present;
        }
        return present.clear();
    }

    /** A coroutine of the loop's own: no task factory has a say in it. */
    <T extends @Nullable Object> Future<T> coroutine(Coroutine<T> body) {
        checkOpen();
        return new Task<>(this, body, TaskOptions.DEFAULTS);
    }

    void closeNetwork() {
        holdings.closeAll();
    }

    // ---- connections

    @Override
    public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
            Supplier<P> protocolFactory, ConnectOptions options) {
        Objects.requireNonNull(protocolFactory, "createConnection: the factory is null");
        options.requireConsistent("createConnection");
        noTls(options.tls().context());
        checkOpen();
        if (options.sock() instanceof SocketChannel channel) {
            requireConnected("createConnection", channel);
        }
        return coroutine(() -> connector.connect(protocolFactory, options));
    }

    @Override
    public <P extends BaseProtocol> Future<Connection<Transport, P>> connectAcceptedSocket(
            Supplier<P> protocolFactory, SelectableChannel sock, AcceptOptions options) {
        Objects.requireNonNull(protocolFactory, "connectAcceptedSocket: the factory is null");
        Objects.requireNonNull(sock, "connectAcceptedSocket: the channel is null");
        options.requireConsistent("connectAcceptedSocket");
        noTls(options.tls().context());
        checkOpen();
        if (!(sock instanceof SocketChannel channel)) {
            throw new IllegalArgumentException("connectAcceptedSocket: " + sock + " is no stream socket");
        }
        requireConnected("connectAcceptedSocket", channel);
        return coroutine(() -> connector.adopt("connectAcceptedSocket", channel, protocolFactory));
    }

    private static void requireConnected(String operation, SocketChannel channel) {
        if (!channel.isConnected() || !channel.isOpen()) {
            throw new IllegalArgumentException(operation + ": " + channel + " is not connected");
        }
    }

    private static void noTls(@Nullable Object context) {
        if (context != null) {
            throw new UnsupportedOperationException("SelectorLoop speaks no TLS");
        }
    }

    @Override
    public Future<Server> createServer(Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options) {
        Objects.requireNonNull(protocolFactory, "createServer: the factory is null");
        options.requireConsistent("createServer");
        noTls(options.tls().context());
        checkOpen();
        return coroutine(() -> binder.serve(protocolFactory, options));
    }

    @Override
    public <P extends DatagramProtocol> Future<Connection<DatagramTransport, P>> createDatagramEndpoint(
            Supplier<P> protocolFactory, DatagramOptions options) {
        Objects.requireNonNull(protocolFactory, "createDatagramEndpoint: the factory is null");
        options.requireConsistent("createDatagramEndpoint");
        Endpoints.requireInternet(options);
        checkOpen();
        return coroutine(() -> endpoints.open(protocolFactory, options));
    }

    // ---- names

    @Override
    public Future<List<AddressInfo>> getAddrInfo(@Nullable String host, @Nullable Port port, AddressHints hints) {
        Objects.requireNonNull(hints, "getAddrInfo: the hints are null");
        return names.addresses(host, port, hints);
    }

    @Override
    public Future<NameInfo> getNameInfo(SocketAddress address, Set<AddressFlag> flags) {
        Objects.requireNonNull(address, "getNameInfo: the address is null");
        return names.name(address, flags);
    }

    // ---- watchers

    @Override
    public void addReader(SelectableChannel channel, Runnable callback) {
        requirePollable("addReader", channel, callback);
        if ((channel.validOps() & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) == 0) {
            throw new IllegalArgumentException("addReader: " + channel + " cannot be read");
        }
        Objects.requireNonNull(watchers().reader(channel, callback));
    }

    @Override
    public boolean removeReader(SelectableChannel channel) {
        return mayBeWatched("removeReader", channel) && watchers().noReader(channel);
    }

    @Override
    public void addWriter(SelectableChannel channel, Runnable callback) {
        requirePollable("addWriter", channel, callback);
        if ((channel.validOps() & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) == 0) {
            throw new IllegalArgumentException("addWriter: " + channel + " cannot be written");
        }
        Objects.requireNonNull(watchers().writer(channel, callback));
    }

    @Override
    public boolean removeWriter(SelectableChannel channel) {
        return mayBeWatched("removeWriter", channel) && watchers().noWriter(channel);
    }

    private void requirePollable(String operation, SelectableChannel channel, Runnable callback) {
        Objects.requireNonNull(channel, () -> operation + ": the channel is null");
        Objects.requireNonNull(callback, () -> operation + ": the callback is null");
        checkOpen();
        holdings.checkFree(operation, channel);
        if (!channel.isOpen()) {
            throw new IllegalArgumentException(operation + ": " + channel + " is closed");
        }
        if (channel.isBlocking()) {
            throw new IllegalArgumentException(operation + ": " + channel + " is blocking");
        }
    }

    private boolean mayBeWatched(String operation, SelectableChannel channel) {
        Objects.requireNonNull(channel, () -> operation + ": the channel is null");
        if (isClosed()) {
            return false;
        }
        holdings.checkFree(operation, channel);
        return true;
    }

    // ---- the program's own sockets

    @Override
    public Future<byte[]> sockRecv(SocketChannel sock, int nbytes) {
        return calls.recv(sock, nbytes);
    }

    @Override
    public Future<Integer> sockRecvInto(SocketChannel sock, ByteBuffer buffer) {
        return calls.recvInto(sock, buffer);
    }

    @Override
    public Future<@Nullable Void> sockSendall(SocketChannel sock, ByteBuffer data) {
        return calls.sendall(sock, data);
    }

    @Override
    public Future<@Nullable Void> sockConnect(SocketChannel sock, SocketAddress address) {
        return calls.connect(sock, address);
    }

    @Override
    public Future<AcceptedSocket> sockAccept(ServerSocketChannel sock) {
        return calls.accept(sock);
    }

    @Override
    public Future<Long> sockSendfile(SocketChannel sock, FileChannel file, SendfileOptions options) {
        return calls.sendfile(sock, file, options);
    }

    @Override
    public Future<Datagram> sockRecvfrom(DatagramChannel sock, int bufsize) {
        return calls.recvfrom(sock, bufsize);
    }

    @Override
    public Future<DatagramSize> sockRecvfromInto(DatagramChannel sock, ByteBuffer buffer, int nbytes) {
        return calls.recvfromInto(sock, buffer, nbytes);
    }

    @Override
    public Future<Integer> sockSendto(DatagramChannel sock, ByteBuffer data, SocketAddress address) {
        return calls.sendto(sock, data, address);
    }
}
