// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.net.TransportSocket;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** asyncio's "extra info" of a connection: addresses, which outlive it, and the restricted socket. Loop only. */
public final class SocketInfo {

    private final Channel channel;
    private @Nullable SocketAddress sockname;
    private @Nullable SocketAddress peername;

    /** Made when somebody asks. */
    private @Nullable TransportSocket socket;

    /**
     * Makes it, without asking the channel anything yet.
     *
     * @param channel the channel
     */
    public SocketInfo(Channel channel) {
        this.channel = channel;
    }

    /** Takes the addresses, which a closed channel may not tell any more. */
    public void connected() {
        sockname = UnixNames.shown(channel, channel.localAddress());
        peername = UnixNames.shown(channel, channel.remoteAddress());
    }

    /**
     * Takes addresses that the channel itself does not know.
     *
     * @param own the own one
     * @param peer the other end's, or null for none
     */
    public void connected(@Nullable SocketAddress own, @Nullable SocketAddress peer) {
        sockname = own;
        peername = peer;
    }

    /** {@return the other end, or null} */
    public @Nullable SocketAddress peername() {
        return peername;
    }

    /**
     * Answers asyncio's {@code get_extra_info}.
     *
     * @param name the key
     * @return the value, or null
     */
    public @Nullable Object get(String name) {
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
