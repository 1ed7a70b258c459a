// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import io.asyncio4j.netty.poll.NettyVersion;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether datagrams of one size and one way go through the system as one message, and are cut up behind it (UDP_SEGMENT), or
 * come out of it so and are cut up here (UDP_GRO). One for each channel, own thread only; the constants, any thread.
 *
 * <p>Neither changes anything that a protocol sees. A coalesced message is no longer than the longest datagram, so a slot
 * of {@link DatagramBridge#DATAGRAM_BYTES} holds each.
 *
 * <p>Receiving so is asked of the system only when a reading brings many of one size from one sender. For others it would
 * be a loss: where several are read by one system call, Netty hands the size on only beside the address that a datagram was
 * sent to (netty#17492 mends that), and that address costs each datagram a little.
 *
 * <p>Once on it stays on, whatever comes later: a message that waits in the system at the moment when it is switched off
 * comes out in one piece, as the system tells sizes only while it is on; so the bounds of datagrams would be lost.
 */
final class Coalescing {

    /** {@code both}, {@code send}, {@code receive} or {@code off}: for comparing, and for drivers that get it wrong. */
    static final String PROPERTY = "io.asyncio4j.netty.udp.coalescing";

    /** Whether sending does it. */
    static final boolean SENDS;

    private static final boolean RECEIVES;

    /** Older ones lose what came coalesced. */
    private static final String RECEIVING = "4.2.13.Final";

    /** So many in a row are a stream that will go on. */
    private static final int MANY = 8;

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    static {
        String wanted = System.getProperty(PROPERTY, "both").strip().toLowerCase(Locale.ROOT);
        if (!wanted.matches("both|send|receive|off")) {
            LOG.log(Level.WARNING, "-D" + PROPERTY + "=" + wanted
                    + ": unknown, taken for both; use both, send, receive or off");
            wanted = "both";
        }
        SENDS = EpollDatagramChannel.isSegmentedDatagramPacketSupported() && wanted.matches("both|send");
        RECEIVES = NettyVersion.isAtLeast(RECEIVING) && wanted.matches("both|receive");
    }

    private final Channel channel;
    private boolean looking;
    private int inARow;
    private int length;
    private @Nullable InetSocketAddress sender;

    /**
     * Makes it.
     *
     * @param possible whether the channel can receive coalesced messages
     */
    Coalescing(Channel channel, boolean possible) {
        this.channel = channel;
        this.looking = possible && RECEIVES;
    }

    /** One has come. */
    void received(int newLength, InetSocketAddress newSender) {
        if (!looking) {
            return;
        }
        if (newLength != length || !newSender.equals(sender)) {
            length = newLength;
            sender = newSender;
            inARow = 1;
        } else if (++inARow == MANY && newLength > 0) {
            looking = false;
            sender = null;
            ask();
        }
    }

    /** The next one comes with another system call. */
    void readingEnds() {
        inARow = 0;
    }

    /** A system that does not know coalesced messages (Linux before 5.0) goes on delivering singly. */
    private void ask() {
        try {
            channel.config().setOption(EpollChannelOption.IP_RECVORIGDSTADDR, true);
            channel.config().setOption(EpollChannelOption.UDP_GRO, true);
        } catch (ChannelException unknown) {
            LOG.log(Level.DEBUG, "UDP_GRO is not known here", unknown);
        }
    }
}
