// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.base.BaseEventLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.net.AcceptedSocket;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.net.DatagramSize;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.netty.pipes.PipeOperations;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.netty.process.ChildProcesses;
import io.asyncio4j.netty.signals.SignalHandlers;
import io.asyncio4j.netty.signals.SignalName;
import io.asyncio4j.netty.watch.DescriptorWatchers;
import io.asyncio4j.netty.watch.SocketCalls;
import io.asyncio4j.netty.watch.Watchers;
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

/**
 * What a loop does with channels, pipes, children and signals of its own process; {@link NettyEventLoop} adds the network.
 * Loop only. One line a method, one collaborator a concern, each made at first use.
 */
abstract sealed class LocalOperations extends BaseEventLoop permits NettyEventLoop {

    private @Nullable Watchers watchers;
    private @Nullable DescriptorWatchers descriptors;
    private @Nullable SocketCalls sockets;
    private @Nullable PipeOperations pipes;
    private @Nullable ChildProcesses children;
    private @Nullable SignalHandlers signals;

    LocalOperations(LoopClock clock) {
        super(clock);
    }

    abstract ChannelHost host();

    // ---- channels that the program keeps: one line a method

    @Override
    public final void addReader(SelectableChannel channel, Runnable callback) {
        host().requireSockets("addReader");
        watchers().addReader(channel, callback);
    }

    @Override
    public final void addReader(int fd, Runnable callback) {
        descriptors().add("addReader", fd, true, callback);
    }

    @Override
    public final boolean removeReader(int fd) {
        return descriptors().remove("removeReader", fd, true);
    }

    @Override
    public final boolean removeReader(SelectableChannel channel) {
        return watchers().removeReader(channel);
    }

    @Override
    public final void addWriter(SelectableChannel channel, Runnable callback) {
        host().requireSockets("addWriter");
        watchers().addWriter(channel, callback);
    }

    @Override
    public final void addWriter(int fd, Runnable callback) {
        descriptors().add("addWriter", fd, false, callback);
    }

    @Override
    public final boolean removeWriter(int fd) {
        return descriptors().remove("removeWriter", fd, false);
    }

    @Override
    public final boolean removeWriter(SelectableChannel channel) {
        return watchers().removeWriter(channel);
    }

    @Override
    public final Future<byte[]> sockRecv(SocketChannel sock, int nbytes) {
        host().requireSockets("sockRecv");
        return sockets().recv(sock, nbytes);
    }

    @Override
    public final Future<Integer> sockRecvInto(SocketChannel sock, ByteBuffer buffer) {
        host().requireSockets("sockRecvInto");
        return sockets().recvInto(sock, buffer);
    }

    @Override
    public final Future<@Nullable Void> sockSendall(SocketChannel sock, ByteBuffer data) {
        host().requireSockets("sockSendall");
        return sockets().sendall(sock, data);
    }

    @Override
    public final Future<@Nullable Void> sockConnect(SocketChannel sock, SocketAddress address) {
        host().requireSockets("sockConnect");
        return sockets().connect(sock, address);
    }

    @Override
    public final Future<AcceptedSocket> sockAccept(ServerSocketChannel sock) {
        host().requireSockets("sockAccept");
        return sockets().accept(sock);
    }

    @Override
    public final Future<Datagram> sockRecvfrom(DatagramChannel sock, int bufsize) {
        host().requireSockets("sockRecvfrom");
        return sockets().recvfrom(sock, bufsize);
    }

    @Override
    public final Future<DatagramSize> sockRecvfromInto(DatagramChannel sock, ByteBuffer buffer, int nbytes) {
        host().requireSockets("sockRecvfromInto");
        return sockets().recvfromInto(sock, buffer, nbytes);
    }

    @Override
    public final Future<Integer> sockSendto(DatagramChannel sock, ByteBuffer data, SocketAddress address) {
        host().requireSockets("sockSendto");
        return sockets().sendto(sock, data, address);
    }

    // ---- pipes: one line a method

    @Override
    public final <P extends BaseProtocol> Future<Connection<ReadTransport, P>> connectReadPipe(
            Supplier<P> protocolFactory, ReadableByteChannel pipe) {
        host().requireSockets("connectReadPipe");
        return pipes().connectRead(protocolFactory, pipe);
    }

    @Override
    public final <P extends BaseProtocol> Future<Connection<WriteTransport, P>> connectWritePipe(
            Supplier<P> protocolFactory, WritableByteChannel pipe) {
        host().requireSockets("connectWritePipe");
        return pipes().connectWrite(protocolFactory, pipe);
    }

    private PipeOperations pipes() {
        PipeOperations made = pipes;
        if (made == null) {
            made = new PipeOperations(host(), watchers());
            pipes = made;
        }
        return made;
    }

    // ---- child processes: one line a method

    @Override
    public final <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessExec(
            Supplier<P> protocolFactory, List<String> command, ProcessOptions options) {
        host().requireSockets("subprocessExec");
        return children().exec(protocolFactory, command, options);
    }

    @Override
    public final <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessShell(
            Supplier<P> protocolFactory, String command, ProcessOptions options) {
        host().requireSockets("subprocessShell");
        return children().shell(protocolFactory, command, options);
    }

    private ChildProcesses children() {
        ChildProcesses made = children;
        if (made == null) {
            made = new ChildProcesses(host(), pipes());
            children = made;
        }
        return made;
    }

    // ---- signals: one line a method

    @Override
    public final void addSignalHandler(String signal, Runnable callback) {
        signals().add(SignalName.of("addSignalHandler", signal), callback);
    }

    @Override
    public final void addSignalHandler(int signal, Runnable callback) {
        signals().add(SignalName.of("addSignalHandler", signal), callback);
    }

    @Override
    public final boolean removeSignalHandler(String signal) {
        return signals().remove(SignalName.of("removeSignalHandler", signal));
    }

    @Override
    public final boolean removeSignalHandler(int signal) {
        return signals().remove(SignalName.of("removeSignalHandler", signal));
    }

    private SignalHandlers signals() {
        SignalHandlers made = signals;
        if (made == null) {
            made = new SignalHandlers(host());
            signals = made;
        }
        return made;
    }

    /** Lets go of what is not a channel; the loop is being closed. */
    final void closeCollaborators() {
        if (pipes != null) {
            pipes.close();
        }
        if (descriptors != null) {
            descriptors.close();
        }
        if (watchers != null) {
            watchers.close();
        }
        if (signals != null) {
            signals.close();
        }
    }

    @Override
    public final Future<Long> sockSendfile(SocketChannel sock, FileChannel file, SendfileOptions options) {
        host().requireSockets("sockSendfile");
        return sockets().sendfile(sock, file, options);
    }

    private DescriptorWatchers descriptors() {
        DescriptorWatchers made = descriptors;
        if (made == null) {
            made = new DescriptorWatchers(host());
            descriptors = made;
        }
        return made;
    }

    private Watchers watchers() {
        Watchers made = watchers;
        if (made == null) {
            made = new Watchers(host());
            watchers = made;
        }
        return made;
    }

    private SocketCalls sockets() {
        SocketCalls made = sockets;
        if (made == null) {
            made = new SocketCalls(host(), watchers());
            sockets = made;
        }
        return made;
    }
}
