// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.net.TransportSocket;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** asyncio's "extra info" of a connection: addresses, which outlive it, and the restricted socket. Loop only. */
final class SocketInfo {

    private final Channel channel;
    private @Nullable SocketAddress sockname;
    private @Nullable SocketAddress peername;

    /** Made when somebody asks. */
    private @Nullable TransportSocket socket;

    SocketInfo(Channel channel) {
        this.channel = channel;
    }

    /** Takes the addresses, which a closed channel may not tell any more. */
    void connected() {
        sockname = UnixNames.shown(channel, channel.localAddress());
        peername = UnixNames.shown(channel, channel.remoteAddress());
    }

    @Nullable SocketAddress peername() {
        return peername;
    }

    @Nullable Object get(String name) {
        return switch (Objects.requireNonNull(name, "getExtraInfo: name is null; give a key such as \"peername\"")) {
            case "sockname" -> sockname;
            case "peername" -> peername;
            case "socket" -> socket();
            case "peercred" -> UnixPeer.of(channel);
            default -> null;
        };
    }

    private TransportSocket socket() {
        TransportSocket view = socket;
        if (view == null) {
            view = NettySocket.of(channel);
            socket = view;
        }
        return view;
    }

    @Override
    public String toString() {
        return sockname + " -> " + peername;
    }
}
