// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How datagrams get from here to the system, for one kind of channel. Own thread only.
 *
 * <p>There are two ways. The direct one hands a datagram to the system within the call, and costs no object of Netty. What the
 * system does not take at once goes through Netty, which waits until it does, and sends several with one system call where it
 * can.
 */
interface DatagramSender {

    /** Whether there is a direct way. */
    boolean isDirect();

    /** Whether Netty sends several datagrams by one system call. */
    boolean gathers();

    /** Whether Netty sends empty datagrams; where it does not, it forgets them. */
    boolean sendsEmpty();

    /**
     * The direct way.
     *
     * @param target where to, or null on a connected channel
     * @return false if the system takes nothing now; an empty datagram is always taken
     */
    boolean send(byte[] data, int offset, int length, @Nullable SocketAddress target) throws IOException;

    /** What Netty is to be given for a datagram. */
    Object message(ByteBuf data, @Nullable SocketAddress target);

    /** Whether the system cuts one large message into datagrams (UDP_SEGMENT). */
    default boolean segments() {
        return false;
    }

    /** What Netty is to be given for several datagrams of equal size; only where the system {@link #segments}. */
    default Object segmented(ByteBuf data, int size, @Nullable SocketAddress target) {
        throw new UnsupportedOperationException("sendto: " + this + " sends each datagram by itself");
    }

    /** Whether a datagram from there is for this endpoint, where the system does not see to that itself. */
    default boolean hears(SocketAddress from) {
        return true;
    }
}
