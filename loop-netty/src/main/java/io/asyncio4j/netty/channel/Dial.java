// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.net.AddressInfo;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect to one address. Begins on the own thread; may be given up anywhere on the loop.
 *
 * <p>Order: open, register, bind if a local address is asked for (the first that can be), connect. The outcome is told in a
 * callback of the loop, never within Netty's own work.
 */
final class Dial {

    private final ChannelLoop home;
    private final Context context;
    private final String operation;
    private final Supplier<? extends Channel> opener;

    /** Where to, as the channel wants it. */
    private final SocketAddress target;

    /** Where to, as users know it. */
    private final SocketAddress remote;

    /** Those of the right family; null when nothing is to be bound. */
    private final @Nullable Iterator<AddressInfo> locals;

    private final AddressRace.Result<ChannelTransport> result;
    private @Nullable ChannelTransport transport;
    private @Nullable Throwable bindError;

    /** Nobody wants the outcome any more, or it was told. */
    private boolean over;

    /** To an internet address. */
    Dial(
            ChannelLoop home,
            Context context,
            AddressInfo remote,
            @Nullable List<AddressInfo> locals,
            AddressRace.Result<ChannelTransport> result) {
        this.home = home;
        this.context = context;
        this.operation = "createConnection";
        this.opener = () -> home.kinds().newSocket(SocketOptions.family(remote.family()));
        this.target = remote.address();
        this.remote = remote.address();
        this.locals = locals == null
                ? null
                : locals.stream().filter(local -> local.family() == remote.family()).iterator();
        this.result = result;
    }

    /** To any other address. */
    Dial(
            ChannelLoop home,
            Context context,
            String operation,
            Supplier<? extends Channel> opener,
            SocketAddress target,
            SocketAddress shown,
            AddressRace.Result<ChannelTransport> result) {
        this.home = home;
        this.context = context;
        this.operation = operation;
        this.opener = opener;
        this.target = target;
        this.remote = shown;
        this.locals = null;
        this.result = result;
    }

    void start() {
        Channel channel;
        try {
            channel = opener.get();
            SocketOptions.ofStream(channel, false);
        } catch (RuntimeException error) {
            fail(error);
            return;
        }
        transport = new ChannelTransport(home, channel, context);
        home.eventLoop().register(channel).addListener(registered -> {
            if (registered.isSuccess()) {
                bind(channel);
            } else {
                fail(registered.cause());
            }
        });
    }

    private void bind(Channel channel) {
        Iterator<AddressInfo> candidates = locals;
        if (candidates == null) {
            connect(channel);
            return;
        }
        if (candidates.hasNext()) {
            AddressInfo local = candidates.next();
            channel.bind(local.address()).addListener(bound -> bound(channel, local, bound));
            return;
        }
        Throwable error = bindError;
        failWith(
                error != null
                        ? error
                        : new BindException(operation + ": localAddress has no address of the family of " + remote
                                + "; give one, or leave it out"));
    }

    private void bound(Channel channel, AddressInfo local, Future<? super Void> bound) {
        if (over) {
            return;
        }
        if (bound.isSuccess()) {
            connect(channel);
        } else {
            bindError = ErrorMapping.onBind(bound.cause(), operation, local.address());
            bind(channel);
        }
    }

    private void connect(Channel channel) {
        channel.connect(target).addListener(connected -> {
            if (!connected.isSuccess()) {
                fail(connected.cause());
            } else if (!over) {
                home.enqueue("connected", this::won, context);
            }
        });
    }

    private void won() {
        ChannelTransport winner = transport;
        if (!over && winner != null) {
            over = true;
            result.won(winner);
        }
    }

    private void fail(Throwable cause) {
        failWith(ErrorMapping.onConnect(cause, operation, remote));
    }

    private void failWith(Throwable error) {
        if (over) {
            return;
        }
        dispose();
        home.enqueue(
                "connection failed",
                () -> {
                    if (!over) {
                        over = true;
                        result.failed(error);
                    }
                },
                context);
    }

    /** Closes the socket; nothing is told any more. */
    void giveUp() {
        over = true;
        home.onOwnThread(this::dispose);
    }

    private void dispose() {
        ChannelTransport unwanted = transport;
        if (unwanted != null) {
            unwanted.dispose();
        }
    }

}
