// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.Port;
import io.asyncio4j.netty.channel.Handover;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.FutureBridge;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a {@link NettyLoopGroup} that serve one address, one a loop (asyncio: {@code Server}, many times over). Any
 * thread. Where connections are shared {@linkplain ConnectionSharing#BY_ACCEPTOR by an acceptor} only the first one listens.
 */
public final class GroupServer implements AutoCloseable {

    /** How one loop listens. */
    interface Listening {
        io.asyncio4j.tasks.Future<Server> start(NettyEventLoop loop, ListenOptions options) throws Exception;
    }

    private record Part(NettyEventLoop loop, Server server, SocketAddress address) {}

    private final List<Part> parts;
    private volatile boolean closed;

    private GroupServer(List<Part> parts) {
        this.parts = parts;
    }

    /** Listens on the first loop, and then, where it does, on the others; what has begun is undone if one fails. */
    static CompletableFuture<GroupServer> start(
            List<NettyEventLoop> loops, Listening listening, ListenOptions options) {
        ListenOptions shared = loops.size() == 1 ? options : options.reusePort(true);
        List<Part> parts = new ArrayList<>();
        CompletableFuture<?> all = listen(loops.getFirst(), listening, shared).thenAccept(parts::add);
        for (NettyEventLoop loop : loops.subList(1, loops.size())) {
            all = all.thenCompose(before -> listen(loop, listening, at(shared, parts.getFirst())))
                    .thenAccept(parts::add);
        }
        return whole(all, parts);
    }

    /** Listens on the first loop, which gives connections to all. */
    static CompletableFuture<GroupServer> startShared(
            List<NettyEventLoop> loops, Supplier<? extends BaseProtocol> factory, ListenOptions options) {
        NettyEventLoop acceptor = loops.getFirst();
        ListenOptions bound = options.startServing(false);
        List<Part> parts = new ArrayList<>();
        CompletableFuture<?> all = listen(acceptor, (loop, its) -> loop.createServer(factory, its), bound)
                .thenAccept(parts::add);
        for (NettyEventLoop loop : loops.subList(1, loops.size())) {
            all = all.thenCompose(before -> on(
                    loop, () -> new Part(loop, loop.createWorker(factory, options), parts.getFirst().address())))
                    .thenAccept(parts::add);
        }
        all = all.thenCompose(before -> on(acceptor, Coroutine.of(() -> {
            Handover.among(parts.stream().map(Part::server).toList());
            if (options.startServing()) {
                parts.getFirst().server().startServing().await();
            }
        })));
        return whole(all, parts);
    }

    /** All of it, or nothing. */
    private static CompletableFuture<GroupServer> whole(CompletableFuture<?> all, List<Part> parts) {
        return all.handle((done, error) -> {
            GroupServer server = new GroupServer(List.copyOf(parts));
            if (error != null) {
                server.close();
                throw error instanceof RuntimeException unchecked
                        ? unchecked
                        : new CompletionException(error);
            }
            return server;
        });
    }

    /** The port that the system has chosen for the first loop is the one for all. */
    private static ListenOptions at(ListenOptions options, Part first) {
        Port port = options.port();
        boolean free = port == null || (port.number() == 0 && port.service() == null);
        if (!free || !(first.address() instanceof InetSocketAddress chosen)) {
            return options;
        }
        return new ListenOptions(
                options.hosts(),
                Port.of(chosen.getPort()),
                options.hints(),
                options.sock(),
                options.backlog(),
                options.tls(),
                options.reuseAddress(),
                options.reusePort(),
                options.keepAlive(),
                options.startServing());
    }

    private static CompletableFuture<Part> listen(NettyEventLoop loop, Listening listening, ListenOptions options) {
        return on(loop, () -> {
            Server server = listening.start(loop, options).await();
            return new Part(loop, server, Objects.requireNonNull(server.sockets().getFirst().getsockname()));
        });
    }

    /** Runs a coroutine on a loop; fails if that ends before it has begun, as nobody else would tell. */
    private static <T extends @Nullable Object> CompletableFuture<T> on(NettyEventLoop loop, Coroutine<T> body) {
        CompletableFuture<T> result;
        try {
            result = FutureBridge.runCoroutineThreadsafe(body, loop);
        } catch (IllegalStateException closed) {
            return CompletableFuture.failedFuture(ended(loop));
        }
        FutureListener<Object> end = gone -> result.completeExceptionally(ended(loop));
        Future<?> terminated = loop.eventLoop().terminationFuture();
        terminated.addListener(end);
        result.whenComplete((value, error) -> terminated.removeListener(end));
        return result;
    }

    private static IllegalStateException ended(NettyEventLoop loop) {
        return new IllegalStateException("serve: " + loop + " has ended; serve with a group that runs");
    }

    /**
     * Returns where it listens.
     *
     * @return the same on all loops
     */
    public SocketAddress address() {
        return parts.getFirst().address();
    }

    /**
     * Returns the servers, each of which belongs to its own loop; the first one listens in any case.
     *
     * @return in the order of the group's loops
     */
    public List<Server> servers() {
        return parts.stream().map(Part::server).toList();
    }

    /** Listens no more on a loop that is to end; with an acceptor, that loop is given no more connections. */
    void leave(NettyEventLoop loop) {
        each(loop, Server::close);
    }

    /** Listens no more; connections go on (asyncio: {@code Server.close}). Done soon, on each loop. */
    @Override
    public void close() {
        closed = true;
        each(Server::close);
    }

    /** Any thread: whether it was asked to listen no more. */
    boolean isClosed() {
        return closed;
    }

    /** Closes the connections of all loops after they have sent what was written (asyncio: {@code close_clients}). */
    public void closeClients() {
        each(Server::closeClients);
    }

    /** Aborts the connections of all loops (asyncio: {@code abort_clients}). */
    public void abortClients() {
        each(Server::abortClients);
    }

    private void each(Consumer<Server> action) {
        for (Part part : parts) {
            each(part.loop(), action);
        }
    }

    private void each(NettyEventLoop loop, Consumer<Server> action) {
        for (Part part : parts) {
            if (part.loop() == loop) {
                try {
                    loop.callSoonThreadsafe(() -> action.accept(part.server()));
                } catch (IllegalStateException ended) {
                    if (!loop.isClosed()) {
                        throw ended;
                    }
                }
            }
        }
    }

    /**
     * Waits for the end (asyncio: {@code wait_closed}).
     *
     * @return done when all are closed and the last connection is over; what was on a loop that has ended is over
     */
    public CompletableFuture<@Nullable Void> waitClosed() {
        return CompletableFuture.allOf(parts.stream().map(GroupServer::over).toArray(CompletableFuture[]::new))
                .<@Nullable Void>thenApply(all -> null);
    }

    private static CompletableFuture<@Nullable Void> over(Part part) {
        return on(part.loop(), Coroutine.of(() -> part.server().waitClosed().await())).exceptionallyCompose(
                error -> part.loop().eventLoop().isShuttingDown()
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(error));
    }

    @Override
    public String toString() {
        return "GroupServer[" + address() + ", " + parts.size() + " loops]";
    }
}
