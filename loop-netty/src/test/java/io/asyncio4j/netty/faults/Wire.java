// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.faults;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.harness.net.FaultProxy;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;

/** What a connection goes over; each has a server, a proxy before it, and a client that connects to the proxy. */
enum Wire {
    TCP,
    UNIX,
    TLS;

    Server serve(NettyEventLoop loop, Supplier<Protocol> factory, Path folder) throws Exception {
        return loop.runUntilComplete(switch (this) {
            case TCP -> loop.createServer(factory, "127.0.0.1", 0);
            case UNIX -> loop.createUnixServer(factory, UnixListenOptions.at(folder.resolve("target")));
            case TLS -> loop.createServer(
                    factory, ListenOptions.at("127.0.0.1", 0).tls(TestIdentity.LOCALHOST.server()));
        });
    }

    FaultProxy proxy(Server server, Path folder) throws IOException {
        return this == UNIX
                ? FaultProxy.before(folder.resolve("target"), folder.resolve("proxy"))
                : FaultProxy.before(address(server));
    }

    /** Where to connect to without the proxy. */
    static InetSocketAddress address(Server server) throws IOException {
        return (InetSocketAddress) Objects.requireNonNull(server.sockets().getFirst().getsockname());
    }

    <P extends Protocol> Future<Connection<Transport, P>> connect(
            NettyEventLoop loop, Supplier<P> factory, FaultProxy proxy, Path folder) {
        return switch (this) {
            case TCP -> loop.createConnection(
                    factory, "127.0.0.1", proxy.address().getPort());
            case UNIX -> loop.createUnixConnection(factory, UnixConnectOptions.to(folder.resolve("proxy")));
            case TLS -> loop.createConnection(factory, secured(proxy));
        };
    }

    static ConnectOptions secured(FaultProxy proxy) {
        return ConnectOptions.to("127.0.0.1", proxy.address().getPort())
                .tls(TestIdentity.AUTHORITY.trusting())
                .serverHostname("localhost");
    }
}
