// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * Who speaks to whom, as the header says.
 *
 * @param protocol TCP over IPv4 or IPv6
 * @param source the client
 * @param destination what the client has connected to
 */
record ProxyHeader(HAProxyProxiedProtocol protocol, String source, int sourcePort, String destination,
        int destinationPort) {

    /** Of the header: text, or binary. */
    enum Version {
        V1, V2
    }

    /** A header about nobody, as of a health check, is about the load balancer itself. */
    static ProxyHeader of(HAProxyMessage header, Channel channel) {
        HAProxyProxiedProtocol protocol = header.proxiedProtocol();
        if (header.command() == HAProxyCommand.PROXY
                && (protocol == HAProxyProxiedProtocol.TCP4 || protocol == HAProxyProxiedProtocol.TCP6)) {
            return new ProxyHeader(
                    protocol, header.sourceAddress(), header.sourcePort(), header.destinationAddress(),
                    header.destinationPort());
        }
        InetSocketAddress from = (InetSocketAddress) Objects.requireNonNull(channel.remoteAddress());
        InetSocketAddress to = (InetSocketAddress) Objects.requireNonNull(channel.localAddress());
        return new ProxyHeader(
                from.getAddress().getAddress().length == 4 ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6,
                from.getAddress().getHostAddress(), from.getPort(), to.getAddress().getHostAddress(), to.getPort());
    }

    /** The bytes to begin a connection with, by Netty's codec. */
    byte[] encode(Version version) {
        EmbeddedChannel codec = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
        codec.writeOutbound(new HAProxyMessage(
                version == Version.V1 ? HAProxyProtocolVersion.V1 : HAProxyProtocolVersion.V2, HAProxyCommand.PROXY,
                protocol, source, destination, sourcePort, destinationPort));
        ByteBuf bytes = Objects.requireNonNull(codec.readOutbound());
        byte[] header = ByteBufUtil.getBytes(bytes);
        bytes.release();
        codec.finishAndReleaseAll();
        return header;
    }
}
