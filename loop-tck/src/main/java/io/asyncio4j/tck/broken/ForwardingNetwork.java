// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.AcceptOptions;
import io.asyncio4j.net.AddressFlag;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.NameInfo;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.BufferedProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.ReadTransport;
import io.asyncio4j.transports.SubprocessTransport;
import io.asyncio4j.transports.Transport;
import io.asyncio4j.transports.WriteTransport;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The same for what a network has: transports and servers are wrapped for the user, protocols for the inner loop. Each
 * event of a protocol passes a method of {@link ForwardingEvents}, where a broken loop can change it; for a broken
 * transport it overrides {@link #transport} and its neighbours.
 */
abstract class ForwardingNetwork extends ForwardingEvents {

    private final Map<BaseTransport, BaseTransport> transports =
            Collections.synchronizedMap(new IdentityHashMap<>());

    ForwardingNetwork(AbstractEventLoop inner) {
        super(inner);
    }

    // ---- wrapping

    /** Wraps a stream transport of the inner loop for the user. */
    Transport transport(Transport from) {
        return new ForwardingTransport(this, from);
    }

    /** Wraps a datagram transport of the inner loop for the user. */
    DatagramTransport datagramTransport(DatagramTransport from) {
        return new ForwardingDatagrams(this, from);
    }

    /** Wraps a reading pipe of the inner loop for the user. */
    ReadTransport readPipe(ReadTransport from) {
        return new ForwardingPipes.Read(this, from);
    }

    /** Wraps a writing pipe of the inner loop for the user. */
    WriteTransport writePipe(WriteTransport from) {
        return new ForwardingPipes.Write(this, from);
    }

    /** Wraps the transport of a child of the inner loop for the user. */
    SubprocessTransport child(SubprocessTransport from) {
        return new ForwardingPipes.Child(this, from);
    }

    /** Wraps a server of the inner loop for the user. */
    Server server(Server from) {
        return new ForwardingServer(this, from);
    }

    /** Wraps a user's protocol for the inner loop; null stays null, for the inner loop to complain. */
    BaseProtocol protocol(BaseProtocol to) {
        return switch (to) {
            case null -> to;
            case BufferedProtocol buffered -> new ForwardingProtocol.Buffered(this, buffered);
            case Protocol streaming -> new ForwardingProtocol.Streaming(this, streaming);
            case DatagramProtocol datagrams -> new ForwardingProtocol.Datagrams(this, datagrams);
            case SubprocessProtocol child -> new ForwardingProtocol.Child(this, child);
            default -> new ForwardingProtocol(this, to);
        };
    }

    @Override
    final BaseTransport outward(BaseTransport from) {
        return from instanceof ForwardingBase ? from : transports.computeIfAbsent(from, this::wrap);
    }

    private BaseTransport wrap(BaseTransport from) {
        return switch (from) {
            case Transport stream -> transport(stream);
            case DatagramTransport datagrams -> datagramTransport(datagrams);
            case SubprocessTransport child -> child(child);
            case ReadTransport read -> readPipe(read);
            case WriteTransport write -> writePipe(write);
            default -> from;
        };
    }

    final BaseTransport inward(BaseTransport transport) {
        return transport instanceof ForwardingBase wrapped ? wrapped.base : transport;
    }

    @Override
    ExceptionContext outward(ExceptionContext report) {
        ExceptionContext shown = report;
        if (report.transport() != null) {
            shown = shown.withTransport(outward(report.transport()));
        }
        if (report.protocol() instanceof ForwardingProtocol wrapped) {
            shown = shown.withProtocol(wrapped.to);
        }
        return shown;
    }

    /** Calls a user's factory and wraps what it makes; the only place where the types are not the compiler's business. */
    @SuppressWarnings("unchecked")
    final <P extends BaseProtocol> Supplier<P> factory(Supplier<P> from) {
        return from == null ? from : () -> (P) protocol(enter(from::get));
    }

    @SuppressWarnings("unchecked")
    final <T extends BaseTransport, P extends BaseProtocol> Future<Connection<T, P>> connection(
            Call<Future<Connection<T, P>>, RuntimeException> call) {
        return mirror(call, made -> {
            BaseProtocol protocol = made.protocol();
            return new Connection<>((T) outward(made.transport()),
                    (P) (protocol instanceof ForwardingProtocol wrapped ? wrapped.to : protocol));
        }, lost -> lost.transport().close());
    }

    // ---- names

    @Override
    public Future<List<AddressInfo>> getAddrInfo(@Nullable String host, @Nullable Port port, AddressHints hints) {
        return mirror(() -> inner.getAddrInfo(host, port, hints));
    }

    @Override
    public Future<NameInfo> getNameInfo(SocketAddress address, Set<AddressFlag> flags) {
        return mirror(() -> inner.getNameInfo(address, flags));
    }

    // ---- streams

    @Override
    public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
            Supplier<P> protocolFactory, ConnectOptions options) {
        return connection(() -> inner.createConnection(factory(protocolFactory), options));
    }

    @Override
    public Future<Server> createServer(Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options) {
        return mirror(() -> inner.createServer(factory(protocolFactory), options), this::server, Server::close);
    }

    @Override
    public <P extends BaseProtocol> Future<Connection<Transport, P>> connectAcceptedSocket(
            Supplier<P> protocolFactory, SelectableChannel sock, AcceptOptions options) {
        return connection(() -> inner.connectAcceptedSocket(factory(protocolFactory), sock, options));
    }

    @Override
    public Future<Transport> startTls(
            Transport transport, BaseProtocol protocol, TlsContext context, TlsUpgradeOptions options) {
        return mirror(() -> inner.startTls((Transport) inward(transport), protocol(protocol), context, options),
                made -> (Transport) outward(made), lost -> lost.close());
    }

    @Override
    public <P extends BaseProtocol> Future<Connection<Transport, P>> createUnixConnection(
            Supplier<P> protocolFactory, UnixConnectOptions options) {
        return connection(() -> inner.createUnixConnection(factory(protocolFactory), options));
    }

    @Override
    public Future<Server> createUnixServer(
            Supplier<? extends BaseProtocol> protocolFactory, UnixListenOptions options) {
        return mirror(() -> inner.createUnixServer(factory(protocolFactory), options), this::server, Server::close);
    }

    // ---- datagrams and files

    @Override
    public <P extends DatagramProtocol> Future<Connection<DatagramTransport, P>> createDatagramEndpoint(
            Supplier<P> protocolFactory, DatagramOptions options) {
        return connection(() -> inner.createDatagramEndpoint(factory(protocolFactory), options));
    }

    @Override
    public Future<Long> sendfile(BaseTransport transport, FileChannel file, SendfileOptions options) {
        return mirror(() -> inner.sendfile(inward(transport), file, options));
    }
}
