// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.AcceptedSocket;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.net.DatagramSize;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.ReadTransport;
import io.asyncio4j.transports.SubprocessTransport;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A loop that is another one in all respects: the base of the broken ones, with watchers, pipes, children, signals. */
class ForwardingLoop extends ForwardingNetwork {

    ForwardingLoop(AbstractEventLoop inner) {
        super(inner);
    }

    // ---- watching

    @Override
    public void addReader(SelectableChannel channel, Runnable callback) {
        run(() -> inner.addReader(channel, outward(callback)));
    }

    @Override
    public void addReader(int fd, Runnable callback) {
        run(() -> inner.addReader(fd, outward(callback)));
    }

    @Override
    public boolean removeReader(SelectableChannel channel) {
        return inside(() -> inner.removeReader(channel));
    }

    @Override
    public boolean removeReader(int fd) {
        return inside(() -> inner.removeReader(fd));
    }

    @Override
    public void addWriter(SelectableChannel channel, Runnable callback) {
        run(() -> inner.addWriter(channel, outward(callback)));
    }

    @Override
    public void addWriter(int fd, Runnable callback) {
        run(() -> inner.addWriter(fd, outward(callback)));
    }

    @Override
    public boolean removeWriter(SelectableChannel channel) {
        return inside(() -> inner.removeWriter(channel));
    }

    @Override
    public boolean removeWriter(int fd) {
        return inside(() -> inner.removeWriter(fd));
    }

    // ---- sockets

    @Override
    public Future<byte[]> sockRecv(SocketChannel sock, int nbytes) {
        return mirror(() -> inner.sockRecv(sock, nbytes));
    }

    @Override
    public Future<Integer> sockRecvInto(SocketChannel sock, ByteBuffer buffer) {
        return mirror(() -> inner.sockRecvInto(sock, buffer));
    }

    @Override
    public Future<@Nullable Void> sockSendall(SocketChannel sock, ByteBuffer data) {
        return mirror(() -> inner.sockSendall(sock, data));
    }

    @Override
    public Future<@Nullable Void> sockConnect(SocketChannel sock, SocketAddress address) {
        return mirror(() -> inner.sockConnect(sock, address));
    }

    @Override
    public Future<AcceptedSocket> sockAccept(ServerSocketChannel sock) {
        return mirror(() -> inner.sockAccept(sock));
    }

    @Override
    public Future<Long> sockSendfile(SocketChannel sock, FileChannel file, SendfileOptions options) {
        return mirror(() -> inner.sockSendfile(sock, file, options));
    }

    @Override
    public Future<Datagram> sockRecvfrom(DatagramChannel sock, int bufsize) {
        return mirror(() -> inner.sockRecvfrom(sock, bufsize));
    }

    @Override
    public Future<DatagramSize> sockRecvfromInto(DatagramChannel sock, ByteBuffer buffer, int nbytes) {
        return mirror(() -> inner.sockRecvfromInto(sock, buffer, nbytes));
    }

    @Override
    public Future<Integer> sockSendto(DatagramChannel sock, ByteBuffer data, SocketAddress address) {
        return mirror(() -> inner.sockSendto(sock, data, address));
    }

    // ---- pipes and children

    @Override
    public <P extends BaseProtocol> Future<Connection<ReadTransport, P>> connectReadPipe(
            Supplier<P> protocolFactory, ReadableByteChannel pipe) {
        return connection(() -> inner.connectReadPipe(factory(protocolFactory), pipe));
    }

    @Override
    public <P extends BaseProtocol> Future<Connection<WriteTransport, P>> connectWritePipe(
            Supplier<P> protocolFactory, WritableByteChannel pipe) {
        return connection(() -> inner.connectWritePipe(factory(protocolFactory), pipe));
    }

    @Override
    public <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessExec(
            Supplier<P> protocolFactory, List<String> command, ProcessOptions options) {
        return connection(() -> inner.subprocessExec(factory(protocolFactory), command, options));
    }

    @Override
    public <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessShell(
            Supplier<P> protocolFactory, String command, ProcessOptions options) {
        return connection(() -> inner.subprocessShell(factory(protocolFactory), command, options));
    }

    // ---- signals

    @Override
    public void addSignalHandler(String signal, Runnable callback) {
        run(() -> inner.addSignalHandler(signal, outward(callback)));
    }

    @Override
    public void addSignalHandler(int signal, Runnable callback) {
        run(() -> inner.addSignalHandler(signal, outward(callback)));
    }

    @Override
    public boolean removeSignalHandler(String signal) {
        return inside(() -> inner.removeSignalHandler(signal));
    }

    @Override
    public boolean removeSignalHandler(int signal) {
        return inside(() -> inner.removeSignalHandler(signal));
    }
}
