// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import io.asyncio4j.context.Context;
import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.channel.ErrorMapping;
import io.asyncio4j.netty.channel.SocketAdoption;
import io.asyncio4j.netty.channel.SocketOptions;
import io.asyncio4j.netty.channel.UnixNames;
import io.asyncio4j.netty.poll.ChannelKinds;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * One socket for an endpoint. Begins on the own thread; may be given up anywhere on the loop.
 *
 * <p>Order: open, register, bind, connect. The outcome is told in a callback of the loop, never within Netty's own work.
 */
final class SocketOpening {

    private static final String OPERATION = DatagramOperations.CREATE;

    /** Told of the outcome once, with one of both, unless the attempt was given up. */
    interface Result {
        void done(@Nullable DatagramEndpoint endpoint, @Nullable Throwable error);
    }

    private final ChannelLoop home;
    private final Context context;
    private final DatagramOptions options;
    private final DatagramTargets targets;
    private @Nullable DatagramEndpoint endpoint;
    private @Nullable Result result;
    private boolean over;

    SocketOpening(ChannelLoop home, Context context, DatagramOptions options, DatagramTargets targets) {
        this.home = home;
        this.context = context;
        this.options = options;
        this.targets = targets;
    }

    void start(Result newResult) {
        result = newResult;
        boolean batches = home.kinds() == ChannelKinds.EPOLL && targets.family() != AddressFamily.UNIX;
        Channel channel;
        try {
            channel = open(batches);
        } catch (RuntimeException error) {
            fail(ErrorMapping.onDatagram(error, OPERATION, null));
            return;
        }
        register(channel, home.eventLoop(), batches);
    }

    @SuppressWarnings("deprecation")
    private Channel open(boolean batches) {
        Channel channel = targets.family() == AddressFamily.UNIX
                ? new EpollDomainDatagramChannel()
                : home.kinds().newDatagram(SocketOptions.family(targets.family()));
        try {
            // A socket that is not bound works as well: the system binds it when it sends.
            channel.config().setOption(ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION, true);
            if (batches) {
                channel.config()
                        .setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DatagramBridge.DATAGRAM_BYTES);
            }
            if (Boolean.TRUE.equals(options.reusePort())) {
                SocketOptions.reusePort(OPERATION, channel, home.kinds());
            }
            if (Boolean.TRUE.equals(options.allowBroadcast())) {
                channel.config().setOption(ChannelOption.SO_BROADCAST, true);
            }
        } catch (RuntimeException error) {
            channel.unsafe().closeForcibly();
            throw error;
        }
        return channel;
    }

    void adopt(DatagramChannel sock, Result newResult) {
        result = newResult;
        NioDatagramChannel channel;
        try {
            channel = new NioDatagramChannel(sock);
        } catch (RuntimeException error) {
            SocketAdoption.close(sock);
            fail(ErrorMapping.onDatagram(error, OPERATION, null));
            return;
        }
        activeUnbound(channel);
        register(channel, home.forJdkChannels(), false);
    }

    @SuppressWarnings("deprecation")
    private static void activeUnbound(Channel channel) {
        channel.config().setOption(ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION, true);
    }

    private void register(Channel channel, EventLoop eventLoop, boolean batches) {
        endpoint = new DatagramEndpoint(home, channel, targets, batches, context);
        eventLoop.register(channel).addListener(registered -> {
            if (registered.isSuccess()) {
                bind(channel);
            } else {
                fail(registered.cause());
            }
        });
    }

    private void bind(Channel channel) {
        SocketAddress local = targets.local();
        if (local == null) {
            connect(channel);
            return;
        }
        channel.bind(local instanceof UnixAddress path ? UnixNames.toBind(path) : local).addListener(bound -> {
            if (bound.isSuccess()) {
                connect(channel);
            } else if (bound.cause() instanceof IOException error && local instanceof UnixAddress) {
                fail(ErrorMapping.onBindPath(error, OPERATION, local));
            } else {
                fail(ErrorMapping.onBind(bound.cause(), OPERATION, local));
            }
        });
    }

    private void connect(Channel channel) {
        SocketAddress remote = targets.remote();
        if (remote == null || !targets.connected() || over) {
            succeed();
        } else if (channel instanceof EpollDomainDatagramChannel unix
                && unix.fd() instanceof Socket socket
                && remote instanceof UnixAddress path) {
            // Not by Netty, which does not see empty datagrams on a connected unix socket.
            try {
                socket.connect(UnixNames.toNative(path));
                succeed();
            } catch (IOException error) {
                fail(ErrorMapping.onConnect(error, OPERATION, remote));
            }
        } else {
            channel.connect(remote).addListener(connected -> {
                if (connected.isSuccess()) {
                    succeed();
                } else {
                    fail(ErrorMapping.onConnect(connected.cause(), OPERATION, remote));
                }
            });
        }
    }

    private void succeed() {
        home.enqueue("endpoint opened", () -> tell(endpoint, null), context);
    }

    private void fail(Throwable error) {
        dispose();
        home.enqueue("endpoint failed", () -> tell(null, error), context);
    }

    private void tell(@Nullable DatagramEndpoint opened, @Nullable Throwable error) {
        Result told = result;
        if (!over && told != null) {
            over = true;
            told.done(opened, error);
        }
    }

    /** Closes the socket; nothing is told any more. */
    void giveUp() {
        over = true;
        home.onOwnThread(this::dispose);
    }

    private void dispose() {
        DatagramEndpoint unwanted = endpoint;
        if (unwanted != null) {
            unwanted.dispose();
        }
    }
}
