// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

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
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.ReadTransport;
import io.asyncio4j.transports.SubprocessTransport;
import io.asyncio4j.transports.Transport;
import io.asyncio4j.transports.WriteTransport;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The I/O half of a loop of Python's: each method names the one of Python's adapter that does it. */
abstract class BridgedIo implements AbstractEventLoop {

    final PythonObject python;

    BridgedIo(PythonObject python) {
        this.python = python;
    }

    /** Begins a coroutine of the adapter, at once and up to its first await, as {@code await} does. */
    final <T extends @Nullable Object> Future<T> start(String coroutine, @Nullable Object... arguments) {
        return start(python, this, coroutine, arguments);
    }

    static <T extends @Nullable Object> Future<T> start(
            PythonObject of, AbstractEventLoop loop, String coroutine, @Nullable Object... arguments) {
        PythonFuture<T> future = new PythonFuture<>(loop);
        of.ask("start", coroutine, future, arguments);
        return future;
    }

    private Slot slot(Runnable callback) {
        return new Slot(Objects.requireNonNull(callback, "the callback is null"), null, getDebug());
    }

    // ---- names

    @Override
    public Future<List<AddressInfo>> getAddrInfo(@Nullable String host, @Nullable Port port, AddressHints hints) {
        return start("getaddrinfo", host, port, hints);
    }

    @Override
    public Future<NameInfo> getNameInfo(SocketAddress address, Set<AddressFlag> flags) {
        return start("getnameinfo", address, flags);
    }

    // ---- connections

    @Override
    public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
            Supplier<P> protocolFactory, ConnectOptions options) {
        return start("create_connection", protocolFactory, options);
    }

    @Override
    public Future<Server> createServer(Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options) {
        return start("create_server", protocolFactory, options);
    }

    @Override
    public <P extends BaseProtocol> Future<Connection<Transport, P>> connectAcceptedSocket(
            Supplier<P> protocolFactory, SelectableChannel sock, AcceptOptions options) {
        return start("connect_accepted_socket", protocolFactory, sock, options);
    }

    @Override
    public Future<Transport> startTls(
            Transport transport, BaseProtocol protocol, TlsContext context, TlsUpgradeOptions options) {
        return start("start_tls", transport, protocol, context, options);
    }

    @Override
    public <P extends BaseProtocol> Future<Connection<Transport, P>> createUnixConnection(
            Supplier<P> protocolFactory, UnixConnectOptions options) {
        return start("create_unix_connection", protocolFactory, options);
    }

    @Override
    public Future<Server> createUnixServer(
            Supplier<? extends BaseProtocol> protocolFactory, UnixListenOptions options) {
        return start("create_unix_server", protocolFactory, options);
    }

    @Override
    public <P extends DatagramProtocol> Future<Connection<DatagramTransport, P>> createDatagramEndpoint(
            Supplier<P> protocolFactory, DatagramOptions options) {
        return start("create_datagram_endpoint", protocolFactory, options);
    }

    @Override
    public Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
        return start("sendfile", transport, file, options);
    }

    // ---- descriptors

    @Override
    public void addReader(SelectableChannel channel, Runnable callback) {
        python.ask("add_reader", channel, slot(callback));
    }

    @Override
    public void addReader(int fd, Runnable callback) {
        python.ask("add_reader", fd, slot(callback));
    }

    @Override
    public boolean removeReader(SelectableChannel channel) {
        return python.<Boolean>get("remove_reader", channel);
    }

    @Override
    public boolean removeReader(int fd) {
        return python.<Boolean>get("remove_reader", fd);
    }

    @Override
    public void addWriter(SelectableChannel channel, Runnable callback) {
        python.ask("add_writer", channel, slot(callback));
    }

    @Override
    public void addWriter(int fd, Runnable callback) {
        python.ask("add_writer", fd, slot(callback));
    }

    @Override
    public boolean removeWriter(SelectableChannel channel) {
        return python.<Boolean>get("remove_writer", channel);
    }

    @Override
    public boolean removeWriter(int fd) {
        return python.<Boolean>get("remove_writer", fd);
    }

    // ---- sockets

    @Override
    public Future<byte[]> sockRecv(SocketChannel sock, int nbytes) {
        return start("sock_recv", sock, nbytes);
    }

    @Override
    public Future<Integer> sockRecvInto(SocketChannel sock, ByteBuffer buffer) {
        return start("sock_recv_into", sock, buffer);
    }

    @Override
    public Future<@Nullable Void> sockSendall(SocketChannel sock, ByteBuffer data) {
        return start("sock_sendall", sock, data);
    }

    @Override
    public Future<@Nullable Void> sockConnect(SocketChannel sock, SocketAddress address) {
        return start("sock_connect", sock, address);
    }

    @Override
    public Future<AcceptedSocket> sockAccept(ServerSocketChannel sock) {
        return start("sock_accept", sock);
    }

    @Override
    public Future<Long> sockSendfile(SocketChannel sock, FileChannel file, SendfileOptions options) {
        return start("sock_sendfile", sock, file, options);
    }

    @Override
    public Future<Datagram> sockRecvfrom(DatagramChannel sock, int bufsize) {
        return start("sock_recvfrom", sock, bufsize);
    }

    @Override
    public Future<DatagramSize> sockRecvfromInto(DatagramChannel sock, ByteBuffer buffer, int nbytes) {
        return start("sock_recvfrom_into", sock, buffer, nbytes);
    }

    @Override
    public Future<Integer> sockSendto(DatagramChannel sock, ByteBuffer data, SocketAddress address) {
        return start("sock_sendto", sock, data, address);
    }

    // ---- pipes, processes, signals

    @Override
    public <P extends BaseProtocol> Future<Connection<ReadTransport, P>> connectReadPipe(
            Supplier<P> protocolFactory, ReadableByteChannel pipe) {
        return start("connect_read_pipe", protocolFactory, pipe);
    }

    @Override
    public <P extends BaseProtocol> Future<Connection<WriteTransport, P>> connectWritePipe(
            Supplier<P> protocolFactory, WritableByteChannel pipe) {
        return start("connect_write_pipe", protocolFactory, pipe);
    }

    @Override
    public <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessExec(
            Supplier<P> protocolFactory, List<String> command, ProcessOptions options) {
        return start("subprocess_exec", protocolFactory, command, options);
    }

    @Override
    public <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessShell(
            Supplier<P> protocolFactory, String command, ProcessOptions options) {
        return start("subprocess_shell", protocolFactory, command, options);
    }

    @Override
    public void addSignalHandler(String signal, Runnable callback) {
        python.ask("add_signal_handler", signal, slot(callback));
    }

    @Override
    public void addSignalHandler(int signal, Runnable callback) {
        python.ask("add_signal_handler", signal, slot(callback));
    }

    @Override
    public boolean removeSignalHandler(String signal) {
        return python.<Boolean>get("remove_signal_handler", signal);
    }

    @Override
    public boolean removeSignalHandler(int signal) {
        return python.<Boolean>get("remove_signal_handler", signal);
    }
}
