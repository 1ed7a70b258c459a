// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.netty.poll.NettyVersion;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.FutureBridge;
import io.asyncio4j.tasks.Task;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Several loops, each on a thread of its own, for more than one core. asyncio has no counterpart: there one starts processes.
 * Any thread; what runs on a loop stays there, and what loops share goes through
 * {@link io.asyncio4j.sync.LoopChannel}.
 *
 * <pre>{@code
 * try (NettyLoopGroup group = NettyLoopGroup.start(4)) {
 *     GroupServer server = group.serve(EchoProtocol::new, ListenOptions.at("127.0.0.1", 8888)).join();
 *     group.submit(() -> report()).join();
 * }
 * }</pre>
 */
public final class NettyLoopGroup implements AutoCloseable {

    /** How long {@link #close()} lets tasks have their say. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final long BLOCKED_SECONDS = 10;

    /** More has no place in a {@code long} of nanoseconds. */
    private static final Duration LONGEST_GRACE = Duration.ofDays(36_500);

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    private final EventLoopGroup group;
    private final List<NettyEventLoop> loops;
    private final AtomicInteger next = new AtomicInteger();

    /** What listens, or has listened: a loop that is to end accepts nothing more. */
    private final Set<GroupServer> servers = ConcurrentHashMap.newKeySet();

    private NettyLoopGroup(EventLoopGroup group) {
        this.group = group;
        List<NettyEventLoop> views = new ArrayList<>();
        for (EventExecutor executor : group) {
            views.add(NettyEventLoop.of((EventLoop) executor));
        }
        this.loops = List.copyOf(views);
    }

    /**
     * Starts one loop for each core that the JVM may use (a container's limit counts), with the best poller of this machine.
     *
     * @return a running group; close it
     */
    public static NettyLoopGroup start() {
        return start(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Starts loops with the best poller of this machine.
     *
     * @param loops how many
     * @return a running group; close it
     * @throws IllegalArgumentException if it is below 1
     */
    public static NettyLoopGroup start(int loops) {
        return start(loops, IoKind.AUTO);
    }

    /**
     * Starts loops.
     *
     * @param loops how many
     * @param kind how they wait for I/O
     * @return a running group; close it
     * @throws IllegalArgumentException if there is to be none
     * @throws UnsupportedOperationException if the machine does not have the kind; the cause says why
     */
    public static NettyLoopGroup start(int loops, IoKind kind) {
        Objects.requireNonNull(kind, "NettyLoopGroup.start: the kind is null; use IoKind.AUTO");
        if (loops < 1) {
            throw new IllegalArgumentException(
                    "NettyLoopGroup.start: " + loops + " loops were asked for; start at least one");
        }
        NettyVersion.require("NettyLoopGroup.start");
        return new NettyLoopGroup(new MultiThreadIoEventLoopGroup(
                loops,
                new DefaultThreadFactory("asyncio4j-loop"),
                kind.resolve().poller().newFactory()));
    }

    /**
     * Gives the asyncio view of a group that runs already. Its end is that of the group, whoever brings it about.
     *
     * @param group of Netty 4.2
     * @return a view of all its loops
     * @throws NullPointerException if the group is null
     */
    public static NettyLoopGroup of(EventLoopGroup group) {
        return new NettyLoopGroup(Objects.requireNonNull(group, "NettyLoopGroup.of: the group is null; give one"));
    }

    /**
     * Returns the loops.
     *
     * @return always the same, in the same order
     */
    public List<NettyEventLoop> loops() {
        return loops;
    }

    /**
     * Returns the group of Netty, for bootstraps.
     *
     * @return always the same
     */
    public EventLoopGroup eventLoopGroup() {
        return group;
    }

    /**
     * Takes the loops in turn.
     *
     * @return the next one
     */
    public NettyEventLoop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /**
     * Finds the loop with the fewest unfinished tasks and waiting callbacks, among them the starts of tasks that were submitted
     * a moment ago; of several, the next in turn.
     *
     * @return one that has not ended
     * @throws IllegalStateException if all have ended
     */
    public NettyEventLoop leastBusy() {
        return leastBusy("leastBusy");
    }

    private NettyEventLoop leastBusy(String operation) {
        int first = Math.floorMod(next.getAndIncrement(), loops.size());
        return IntStream.range(0, loops.size())
                .mapToObj(i -> loops.get((first + i) % loops.size()))
                .filter(loop -> !loop.isClosed())
                .min(Comparator.comparingInt(
                        loop -> loop.taskRegistry().ages().alive() + loop.readyCallbacks()))
                .orElseThrow(() -> new IllegalStateException(
                        operation + ": all loops of " + this + " have ended; start a group"));
    }

    /**
     * Starts a coroutine on the least busy loop ({@code asyncio.run_coroutine_threadsafe}). For a loop of choice use
     * {@code Asyncio.runCoroutineThreadsafe(body, group.loops().get(i))}.
     *
     * @param <T> type of the result
     * @param body runs as a task
     * @return its outcome; cancelling it cancels the task
     * @throws IllegalStateException if the group has ended
     */
    public <T extends @Nullable Object> CompletableFuture<T> submit(Coroutine<T> body) {
        return FutureBridge.runCoroutineThreadsafe(body, leastBusy("submit"));
    }

    /**
     * Starts a coroutine without a result on the least busy loop.
     *
     * @param body runs as a task
     * @return its outcome; cancelling it cancels the task
     * @throws IllegalStateException if the group has ended
     */
    public CompletableFuture<@Nullable Void> submit(CoroutineAction body) {
        return submit(Coroutine.of(body));
    }

    /**
     * Serves an address on all loops, with {@link ConnectionSharing#AUTO}.
     *
     * @param protocolFactory makes a protocol for each connection; called on any of the loops, so it must be thread-safe
     * @param options where and how, as for {@code createServer}; a port of 0 is chosen once, for all
     * @return the servers, once all are ready
     * @throws NullPointerException if one of them is null
     * @throws IllegalStateException if all loops have ended
     */
    public CompletableFuture<GroupServer> serve(
            Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options) {
        return serve(protocolFactory, options, ConnectionSharing.AUTO);
    }

    /**
     * Serves an address on all loops that have not ended.
     *
     * @param protocolFactory makes a protocol for each connection; called on any of the loops, so it must be thread-safe
     * @param options where and how, as for {@code createServer}; a port of 0 is chosen once, for all
     * @param sharing how connections come to the loops
     * @return the servers, once all are ready; if one fails, or its loop ends meanwhile, none is left
     * @throws NullPointerException if one of them is null
     * @throws IllegalStateException if all loops have ended
     */
    public CompletableFuture<GroupServer> serve(
            Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options, ConnectionSharing sharing) {
        Objects.requireNonNull(protocolFactory, "serve: protocolFactory is null; give what makes a protocol");
        Objects.requireNonNull(options, "serve: options is null; say where and how");
        Objects.requireNonNull(sharing, "serve: sharing is null; use ConnectionSharing.AUTO");
        List<NettyEventLoop> living =
                loops.stream().filter(loop -> !loop.eventLoop().isShuttingDown()).toList();
        if (living.isEmpty()) {
            throw new IllegalStateException("serve: all loops of " + this + " have ended; start a group");
        }
        CompletableFuture<GroupServer> started = sharing.resolve(options) == ConnectionSharing.BY_ACCEPTOR
                ? GroupServer.startShared(living, protocolFactory, options)
                : GroupServer.start(living, (loop, its) -> loop.createServer(protocolFactory, its), options);
        return started.thenApply(server -> {
            servers.removeIf(GroupServer::isClosed);
            servers.add(server);
            return server;
        });
    }

    /**
     * Ends the group and waits for it: {@link #shutdown(Duration)} with two seconds for tasks that take their time. A loop
     * whose thread a callback blocks is waited for ten seconds, then that is logged and the thread left behind.
     *
     * @throws IllegalStateException on a loop of the group, which it would wait for
     */
    @Override
    public void close() {
        for (NettyEventLoop loop : loops) {
            if (loop.eventLoop().inEventLoop() || loop.isOnLoop()) {
                throw new IllegalStateException("close: called on " + loop + ", whose end it would wait for; call it"
                        + " from another thread, or shutdown(grace)");
            }
        }
        try {
            shutdown(GRACE).get(BLOCKED_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            List<NettyEventLoop> blocked = loops.stream()
                    .filter(loop -> !loop.eventLoop().isTerminated())
                    .toList();
            LOG.log(Level.WARNING, "close: " + blocked + " did not end within " + BLOCKED_SECONDS
                    + " s, as callbacks block their threads; a thread dump shows where", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("close: " + this + " did not shut down; see the cause", e);
        }
    }

    /**
     * Ends the group as {@code asyncio.run} ends a loop: its servers listen no more, all tasks are cancelled and have their say while connections still
     * work, then channels, async generators and executors are closed and the threads end. What has not ended in time is
     * reported to the loops' exception handlers and left behind.
     *
     * @param grace how long tasks may take, and then once more what comes after them
     * @return done when all threads have ended
     * @throws NullPointerException if the grace is null
     * @throws IllegalArgumentException if it is negative
     */
    public CompletableFuture<@Nullable Void> shutdown(Duration grace) {
        return shutdown(loops, grace);
    }

    /**
     * Ends one loop, as {@link #shutdown(Duration)} ends all. The others go on; new connections to an address come to them,
     * unless it was this loop that accepted {@linkplain ConnectionSharing#BY_ACCEPTOR for all}.
     *
     * @param index of the loop in {@link #loops()}
     * @param grace how long tasks may take, and then once more what comes after them
     * @return done when its thread has ended
     * @throws IndexOutOfBoundsException if there is no such loop
     * @throws NullPointerException if the grace is null
     * @throws IllegalArgumentException if it is negative
     */
    public CompletableFuture<@Nullable Void> shutdown(int index, Duration grace) {
        if (index < 0 || index >= loops.size()) {
            throw new IndexOutOfBoundsException("shutdown: there is no loop " + index + " in " + this
                    + "; give an index from 0 to " + (loops.size() - 1));
        }
        return shutdown(List.of(loops.get(index)), grace);
    }

    private CompletableFuture<@Nullable Void> shutdown(List<NettyEventLoop> ending, Duration grace) {
        Objects.requireNonNull(grace, "shutdown: the grace is null; use Duration.ZERO for none");
        if (grace.isNegative()) {
            throw new IllegalArgumentException("shutdown: the grace is " + grace + "; give a duration from zero");
        }
        long millis = grace.compareTo(LONGEST_GRACE) > 0 ? LONGEST_GRACE.toMillis() : grace.toMillis();
        for (GroupServer server : servers) {
            ending.forEach(server::leave);
        }
        return CompletableFuture.allOf(ending.stream()
                .map(loop -> cancelTasks(loop)
                        .completeOnTimeout(null, millis, TimeUnit.MILLISECONDS)
                        .thenCompose(cancelled -> shutdown(loop, millis)))
                .toArray(CompletableFuture[]::new))
                .<@Nullable Void>thenApply(all -> null);
    }

    /** With a quiet period, however short, Netty polls once more, and so all channels learn that they are closed. */
    private static CompletableFuture<@Nullable Void> shutdown(NettyEventLoop loop, long graceMillis) {
        CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        loop.eventLoop()
                .shutdownGracefully(1, 1 + graceMillis, TimeUnit.MILLISECONDS)
                .addListener(gone -> ended.complete(null));
        return ended;
    }

    private static CompletableFuture<@Nullable Void> cancelTasks(NettyEventLoop loop) {
        CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        try {
            loop.callSoonThreadsafe(() -> cancelTasks(loop, end));
        } catch (IllegalStateException closed) {
            end.complete(null);
        }
        return end;
    }

    /** On the loop: done when the last of its tasks is. */
    private static void cancelTasks(NettyEventLoop loop, CompletableFuture<@Nullable Void> end) {
        List<Task<?>> tasks = List.copyOf(Task.all(loop));
        AtomicInteger left = new AtomicInteger(tasks.size());
        if (tasks.isEmpty()) {
            end.complete(null);
        }
        for (Task<?> task : tasks) {
            task.addDoneCallback(done -> {
                if (left.decrementAndGet() == 0) {
                    end.complete(null);
                }
            });
            task.cancel("the loop group is being closed");
        }
    }

    @Override
    public String toString() {
        return "NettyLoopGroup" + loops;
    }
}
