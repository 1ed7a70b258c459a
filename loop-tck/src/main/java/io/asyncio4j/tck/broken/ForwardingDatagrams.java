// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.transports.DatagramTransport;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A datagram transport of the inner loop as the user sees it. */
class ForwardingDatagrams extends ForwardingBase implements DatagramTransport {

    private final DatagramTransport datagrams;

    ForwardingDatagrams(ForwardingNetwork loop, DatagramTransport base) {
        super(loop, base);
        this.datagrams = base;
    }

    @Override
    public void sendto(byte[] data, @Nullable SocketAddress address) {
        loop.run(() -> datagrams.sendto(data, address));
    }

    @Override
    public void sendto(ByteBuffer data, @Nullable SocketAddress address) {
        loop.run(() -> datagrams.sendto(data, address));
    }
}
