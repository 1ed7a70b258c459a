// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.Server;
import io.asyncio4j.events.base.LoopReports;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.netty.tls.TlsPlan;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.LoopExit;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.AbstractNioChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * asyncio's {@code Server}: listening sockets and the connections that came from them. Loop only.
 *
 * <p>State: bound -> serving -> closed (no sockets any more; connections go on) -> over (closed, and the last connection is
 * lost).
 */
final class NettyServer implements Server, ChannelTransport.EndListener {

    private final ChannelLoop home;
    private final Context context;
    private final Supplier<? extends BaseProtocol> factory;
    private final boolean keepAlive;
    private final @Nullable TlsPlan tls;
    private List<ListeningSocket> listening;
    private final Set<ChannelTransport> connections = new LinkedHashSet<>();

    /** Accepted by Netty, and not taken up yet by the loop. */
    private final Set<Channel> arrivals = new LinkedHashSet<>();

    /** Connections that it has, or that are on their way to it; whoever shares connections out looks at it from another thread. */
    private final AtomicInteger load = new AtomicInteger();

    /** Own thread only: who gets what is accepted; null if it is this server. */
    private @Nullable Handover handover;

    private final List<Future<@Nullable Void>> closeWaiters = new ArrayList<>(1);
    private @Nullable Serving servingForever;
    private boolean serving;

    /** Written on the loop; whoever shares connections out looks at it from another thread. */
    private volatile boolean closed;

    NettyServer(
            ChannelLoop home,
            Context context,
            Supplier<? extends BaseProtocol> factory,
            List<ListeningSocket> listening,
            boolean keepAlive,
            @Nullable TlsPlan tls) {
        this.home = home;
        this.context = context;
        this.factory = factory;
        this.listening = List.copyOf(listening);
        this.keepAlive = keepAlive;
        this.tls = tls;
    }

    // ---- connections

    /** Own thread, from Netty. */
    void accepted(Channel child) {
        Handover elsewhere = handover;
        if (elsewhere != null) {
            elsewhere.give(child);
        } else {
            expect();
            takeOver(child);
        }
    }

    void handOver(Handover to) {
        home.onOwnThread(() -> handover = to);
    }

    /** Any thread: whether what is given to it has a chance to be served. */
    boolean takesConnections() {
        return !closed && !home.eventLoop().isShuttingDown();
    }

    int load() {
        return load.get();
    }

    /** Any thread: a connection is on its way. */
    void expect() {
        load.incrementAndGet();
    }

    /** Any thread: it does not arrive, or is over. */
    void expectNoMore() {
        load.decrementAndGet();
    }

    /** Any thread: throws what the event loop throws when it takes nothing any more. */
    void onItsThread(Runnable work) {
        home.eventLoop().execute(work);
    }

    /** Own thread: the connection is taken up by a callback of its own, in a context of its own. */
    void takeOver(Channel child) {
        if (home.loop().isClosed() || !takesConnections()) {
            expectNoMore();
            child.unsafe().closeForcibly();
            return;
        }
        arrivals.add(child);
        Context its = context.copy();
        home.enqueue("accepted connection", () -> takeUp(child, its), its);
    }

    private void takeUp(Channel child, Context its) {
        arrivals.remove(child);
        if (!takesConnections()) {
            expectNoMore();
            child.unsafe().closeForcibly();
            return;
        }
        ChannelTransport transport = null;
        BaseProtocol protocol = null;
        try {
            SocketOptions.ofStream(child, keepAlive);
            transport = new ChannelTransport(home, child, its);
            protocol = factory.get();
            Calls.requireStreamProtocol("createServer", protocol);
            register(child);
            connections.add(transport);
            if (tls != null) {
                transport.secure(tls);
            }
            ChannelTransport opening = transport;
            BaseProtocol receiver = protocol;
            transport.open(protocol, this, null, error -> handshakeFailed(opening, receiver, error));
        } catch (LoopExit exit) {
            dropped(child, transport);
            throw exit;
        } catch (Throwable error) {
            dropped(child, transport);
            LoopReports.acceptFailed(home.loop(), this, error);
            ExceptionContext report = ExceptionContext.of("Error on transport creation for incoming connection")
                    .withException(error);
            home.loop().callExceptionHandler(protocol == null ? report : report.withProtocol(protocol));
        }
    }

    private void dropped(Channel child, @Nullable ChannelTransport transport) {
        if (transport == null || !connections.contains(transport)) {
            expectNoMore();
        }
        child.unsafe().closeForcibly();
    }

    /** Anybody may connect and speak nonsense: that is worth a report only to who debugs. */
    private void handshakeFailed(ChannelTransport transport, BaseProtocol protocol, Throwable error) {
        if (home.loop().getDebug()) {
            home.loop().callExceptionHandler(
                    ExceptionContext.of("Error on transport creation for incoming connection")
                            .withException(error)
                            .withTransport(transport)
                            .withProtocol(protocol));
        }
    }

    private void register(Channel child) throws IOException {
        EventLoop its = child instanceof AbstractNioChannel ? home.forJdkChannels() : home.eventLoop();
        ListeningSocket.await(its.register(child));
    }

    @Override
    public void connectionOver(ChannelTransport transport) {
        if (connections.remove(transport)) {
            expectNoMore();
        }
        wakeWaitersIfOver();
    }

    /** The loop was closed under the server: nothing runs any more, but nothing may stay open either. */
    void loopClosed() {
        arrivals.forEach(child -> child.unsafe().closeForcibly());
        arrivals.clear();
    }

    @Override
    public void closeClients() {
        List.copyOf(connections).forEach(ChannelTransport::close);
    }

    @Override
    public void abortClients() {
        List.copyOf(connections).forEach(ChannelTransport::abort);
    }

    // ---- serving

    @Override
    public AbstractEventLoop loop() {
        return home.loop();
    }

    @Override
    public boolean isServing() {
        return serving;
    }

    @Override
    public Future<@Nullable Void> startServing() {
        requireOpen("startServing");
        serve();
        Future<@Nullable Void> done = home.loop().createFuture();
        done.setResult(null);
        return done;
    }

    void serve() {
        if (!serving) {
            serving = true;
            List<ListeningSocket> all = listening;
            home.onOwnThread(() -> all.forEach(socket -> socket.accept(this)));
        }
    }

    private void requireOpen(String operation) {
        home.check(operation);
        if (closed) {
            throw new IllegalStateException(operation + ": " + this + " is closed; create another one");
        }
    }

    @Override
    public Future<@Nullable Void> serveForever() {
        requireOpen("serveForever");
        if (servingForever != null) {
            throw new IllegalStateException("serveForever: " + this
                    + " is already being awaited on serveForever(); wait for that one, or for waitClosed()");
        }
        serve();
        Serving forever = new Serving();
        servingForever = forever;
        return forever;
    }

    /** Never succeeds. Cancelling it closes the server; it is cancelled when the server is over. */
    private final class Serving extends Future<@Nullable Void> {
        private boolean ending;
        private @Nullable Object message;

        Serving() {
            super(home.loop());
        }

        @Override
        public boolean cancel(@Nullable Object newMessage) {
            if (done()) {
                return false;
            }
            if (ending) {
                // Asked for again while the connections end: now it does not wait any longer.
                return end(newMessage);
            }
            end(true, newMessage);
            return true;
        }

        /** Cancels it as soon as the server is over. */
        void end(boolean withClients, @Nullable Object newMessage) {
            ending = true;
            message = newMessage;
            servingForever = null;
            NettyServer.this.close();
            if (withClients) {
                // Else it would wait for clients who stay; asyncio does so from 3.15 on.
                closeClients();
            }
            waitClosed().addDoneCallback(over -> end(message));
        }

        private boolean end(@Nullable Object newMessage) {
            return super.cancel(newMessage);
        }
    }

    // ---- the end

    @Override
    public void close() {
        if (closed) {
            return;
        }
        home.check("close");
        closed = true;
        serving = false;
        List<ListeningSocket> all = listening;
        listening = List.of();
        all.forEach(ListeningSocket::close);
        Serving forever = servingForever;
        if (forever != null) {
            forever.end(false, null);
        }
        wakeWaitersIfOver();
    }

    @Override
    public Future<@Nullable Void> waitClosed() {
        Future<@Nullable Void> over = home.loop().createFuture();
        if (isOver()) {
            over.setResult(null);
        } else {
            closeWaiters.add(over);
        }
        return over;
    }

    private boolean isOver() {
        return closed && connections.isEmpty();
    }

    private void wakeWaitersIfOver() {
        if (!isOver()) {
            return;
        }
        for (Future<@Nullable Void> waiter : closeWaiters) {
            if (!waiter.done()) {
                waiter.setResult(null);
            }
        }
        closeWaiters.clear();
    }

    @Override
    public List<TransportSocket> sockets() {
        return listening.stream().map(ListeningSocket::socket).toList();
    }

    @Override
    public String toString() {
        String stage = closed ? "closed" : serving ? "serving" : "bound";
        return "Server[" + stage + ", "
                + listening.stream().map(ListeningSocket::address).toList() + ", " + connections.size()
                + " connections]";
    }
}
