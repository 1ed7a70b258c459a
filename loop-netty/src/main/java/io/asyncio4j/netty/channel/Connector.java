// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.netty.dns.Resolver;
import io.asyncio4j.netty.tls.TlsPlan;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.ExceptionGroup;
import io.asyncio4j.tasks.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code create_connection}: looks up, connects, makes the protocol, opens the transport. Loop only.
 *
 * <p>State: looking up the peer -> looking up the local address -> racing -> opening -> done. Each change happens in a
 * callback of the loop; {@link PendingConnection} knows at any time what a cancel has to undo.
 */
final class Connector<P extends BaseProtocol> implements AddressRace.Finish<ChannelTransport> {

    private final ChannelLoop home;
    private final Resolver resolver;
    private final Supplier<P> factory;
    private final ConnectOptions options;
    private final @Nullable TlsPlan tls;
    private final Context context = Context.copyCurrent();
    private final PendingConnection<P> pending;

    Connector(
            ChannelLoop home,
            Resolver resolver,
            Supplier<P> factory,
            ConnectOptions options,
            @Nullable TlsPlan tls) {
        this.home = home;
        this.resolver = resolver;
        this.factory = factory;
        this.options = options;
        this.tls = tls;
        this.pending = new PendingConnection<>(home.loop());
    }

    PendingConnection<P> start() {
        home.enqueue("createConnection", this::lookUpPeer, context);
        return pending;
    }

    private void lookUpPeer() {
        lookUp(options.host(), options.port(), options.hints(), this::lookUpLocal);
    }

    private void lookUpLocal(List<AddressInfo> peers) {
        InetSocketAddress local = options.localAddress();
        if (local == null) {
            race(peers, null);
        } else {
            String host = local.isUnresolved() ? local.getHostString() : local.getAddress().getHostAddress();
            lookUp(host, Port.of(local.getPort()), options.hints(), locals -> race(peers, locals));
        }
    }

    /** Goes on at once with a literal address, else when the executor has answered. */
    private void lookUp(
            @Nullable String host, @Nullable Port port, AddressHints hints, Consumer<List<AddressInfo>> then) {
        if (pending.done()) {
            return;
        }
        AddressHints streams = hints.type(SocketType.STREAM);
        List<AddressInfo> literal = Resolver.literal(host, port, streams);
        if (literal != null) {
            then.accept(literal);
            return;
        }
        Future<List<AddressInfo>> answer;
        try {
            answer = resolver.getAddrInfo("createConnection", host, port, streams);
        } catch (RuntimeException error) {
            pending.fail(error);
            return;
        }
        pending.onCancel(answer::cancel);
        answer.addDoneCallback(
                done -> {
                    if (pending.done()) {
                        // Cancelled; the answer is of no interest, nor is its error.
                        ignore(done);
                    } else if (done.exception() != null) {
                        pending.fail(done.exception());
                    } else {
                        then.accept(done.resultNow());
                    }
                },
                context);
    }

    private static void ignore(Future<?> future) {
        if (!future.cancelled()) {
            future.exception();
        }
    }

    private void race(List<AddressInfo> peers, @Nullable List<AddressInfo> locals) {
        List<AddressInfo> order = AddressRace.interleave(peers, options.effectiveInterleave());
        AddressRace<ChannelTransport> race = new AddressRace<>(
                home.loop(),
                order,
                options.happyEyeballsDelaySeconds(),
                context,
                (address, result) -> {
                    Dial dial = new Dial(home, context, address, locals, result);
                    dial.start();
                    return dial::giveUp;
                },
                this);
        pending.onCancel(race::cancel);
        race.start();
    }

    @Override
    public void won(ChannelTransport transport) {
        open("createConnection", transport, factory, tls, pending);
    }

    /** Makes the protocol and opens the transport; a factory that throws costs the connection. */
    static <P extends BaseProtocol> void open(
            String operation,
            ChannelTransport transport,
            Supplier<P> factory,
            @Nullable TlsPlan tls,
            PendingConnection<P> pending) {
        P protocol = pending.makeProtocol(
                factory, made -> Calls.requireStreamProtocol(operation, made), transport::dispose);
        if (protocol == null) {
            return;
        }
        pending.onCancel(transport::close);
        if (tls != null) {
            transport.secure(tls);
        }
        transport.open(protocol, null, () -> pending.succeed(transport, protocol), pending::fail);
    }

    @Override
    public void lost(List<Throwable> errors) {
        pending.fail(
                options.allErrors()
                        ? new ExceptionGroup("createConnection failed", errors)
                        : ErrorMapping.ofAttempts("createConnection", errors));
    }

    @Override
    public void broken(Throwable error) {
        pending.fail(error);
    }
}
