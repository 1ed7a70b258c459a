// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.watch;

import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.netty.channel.ErrorMapping;
import io.asyncio4j.netty.dns.Resolver;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.tasks.Future;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * asyncio's {@code sock_connect}. Loop only.
 *
 * <p>A connect that was cancelled goes on in the system, and the JDK refuses to begin it anew: then the next call waits for the
 * one that is under way, as asyncio's does when the system says "already in progress".
 */
final class SockConnect {

    private static final String OPERATION = "sockConnect";

    private final ChannelHost host;
    private final Watchers watchers;
    private final Resolver resolver;

    SockConnect(ChannelHost host, Watchers watchers) {
        this.host = host;
        this.watchers = watchers;
        this.resolver = host.resolver();
    }

    Future<@Nullable Void> start(SocketChannel sock, SocketAddress address) {
        SockCall<@Nullable Void> call = new SockCall<>(
                host.loop(), watchers, OPERATION, sock, false, connecting -> finish(connecting, sock, address));
        if (address instanceof InetSocketAddress name && name.isUnresolved() && !sock.isConnectionPending()) {
            lookUp(call, sock, name);
        } else {
            begin(call, sock, List.of(address));
        }
        return call;
    }

    private void lookUp(SockCall<@Nullable Void> call, SocketChannel sock, InetSocketAddress name) {
        Port port = Port.of(name.getPort());
        AddressHints hints = AddressHints.ANY.type(SocketType.STREAM);
        List<AddressInfo> literal = Resolver.literal(name.getHostString(), port, hints);
        if (literal != null) {
            begin(call, sock, literal.stream().map(AddressInfo::address).toList());
            return;
        }
        Future<List<AddressInfo>> found = resolver.getAddrInfo(OPERATION, name.getHostString(), port, hints);
        call.after(found);
        found.addDoneCallback(done -> {
            if (call.done() || done.cancelled()) {
                return;
            }
            Throwable error = done.exception();
            if (error != null) {
                call.failAs(error);
            } else {
                begin(call, sock, done.resultNow().stream().map(AddressInfo::address).toList());
            }
        });
    }

    /** Begins with the first address of a family that the channel can reach. */
    private void begin(SockCall<@Nullable Void> call, SocketChannel sock, List<? extends SocketAddress> addresses) {
        try {
            if (sock.isConnected()) {
                throw new ConnectException("the channel is connected to " + sock.getRemoteAddress() + " already");
            }
            if (!sock.isConnectionPending()) {
                for (int i = 0; i < addresses.size(); i++) {
                    if (connect(sock, addresses.get(i), i == addresses.size() - 1)) {
                        break;
                    }
                }
            }
        } catch (ClosedChannelException | RuntimeException e) {
            call.fail(e);
            return;
        } catch (IOException e) {
            call.failAs(ErrorMapping.onConnect(e, OPERATION, addresses.getFirst()));
            return;
        }
        call.start();
    }

    /** Begins to connect; false: the channel is of another family. */
    private static boolean connect(SocketChannel sock, SocketAddress address, boolean last) throws IOException {
        try {
            boolean unused = sock.connect(address);
            return true;
        } catch (UnsupportedAddressTypeException other) {
            if (last) {
                throw new IOException("the channel cannot reach addresses of this family", other);
            }
            return false;
        }
    }

    private static boolean finish(SockCall<@Nullable Void> call, SocketChannel sock, SocketAddress address) {
        try {
            return (sock.isConnected() || sock.finishConnect()) && call.complete(null);
        } catch (ClosedChannelException e) {
            call.fail(e);
            return true;
        } catch (IOException e) {
            call.failAs(ErrorMapping.onConnect(e, OPERATION, address));
            return true;
        }
    }
}
