// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.transports.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections of the loop under test with raw peers, and ways to act on them: the rule's thread runs the loop for as long as
 * one step takes, and looks at what happened while it stands still. Closing the rig closes all that was opened with it.
 */
public final class TcpRig implements AutoCloseable {

    /** Iterations after which nothing more is expected: many times what any delivery takes. */
    private static final int SETTLED_ITERATIONS = 20;

    /** More than the system's buffers take on loopback, so that a part of it has to wait. */
    private static final int MORE_THAN_BUFFERS_BYTES = 8 * 1024 * 1024;

    private final RuleContext tck;
    private final AbstractEventLoop loop;
    private final Deque<Closeable> sockets = new ArrayDeque<>();
    private final List<Transport> transports = new ArrayList<>();
    private final List<Server> servers = new ArrayList<>();
    private @Nullable RawPeer control;
    private int controlReceived;
    private int controlSent;

    /**
     * Makes a rig on the rule's loop.
     *
     * @param tck the rule's context
     */
    public TcpRig(RuleContext tck) {
        this.tck = tck;
        this.loop = tck.loop();
    }

    /** How the loop came to a connection: rules about transports hold for both. */
    public enum End {
        /** By {@code createConnection}. */
        CLIENT,
        /** By {@code createServer}. */
        ACCEPTED
    }

    /** Where loop methods are called from. */
    public enum Where {
        /** A plain callback. */
        CALLBACK,
        /** A step of a task. */
        COROUTINE
    }

    /** Something to do on the loop. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    /**
     * One connection.
     *
     * @param transport the loop's side
     * @param peer the other side
     */
    public record Link(Transport transport, RawPeer peer) {}

    // ---- protocols

    /** A protocol that notes its events in the rule's log. */
    public RecordingProtocol protocol() {
        return protocol("");
    }

    /** A protocol whose events begin with a prefix. */
    public RecordingProtocol protocol(String prefix) {
        return new RecordingProtocol(tck.log, prefix).onMade(transports::add);
    }

    /** A buffered protocol that notes its events in the rule's log. */
    public RecordingBufferedProtocol buffered() {
        return new RecordingBufferedProtocol(tck.log, "").onMade(transports::add);
    }

    // ---- connections

    /** Has the rig close something. */
    public synchronized <C extends Closeable> C closing(C socket) {
        sockets.push(socket);
        return socket;
    }

    /** A raw listener on 127.0.0.1. */
    public RawListener listener() throws IOException {
        return closing(RawListener.open("127.0.0.1", 0));
    }

    /** A raw listener. */
    public RawListener listener(String host, int port) throws IOException {
        return closing(RawListener.open(host, port));
    }

    /** A raw listener whose connects hang, see {@link RawListener#full}. */
    public RawListener fullListener(String host, int port) throws IOException {
        return closing(RawListener.full(host, port));
    }

    /** A raw connection. */
    public RawPeer peer(InetSocketAddress address) throws IOException {
        return closing(RawPeer.connect(address));
    }

    /** Whether a connect is answered at once; one that hangs is given up soon. */
    public boolean canConnect(InetSocketAddress address) throws IOException {
        try {
            closing(RawPeer.connect(address, RawListener.HANGS_MILLIS));
            return true;
        } catch (ConnectException | SocketTimeoutException refusedOrHangs) {
            return false;
        }
    }

    /** Does something on a thread beside the loop. */
    public <T> CompletableFuture<T> beside(Callable<T> work) {
        return RawPeer.helper(work);
    }

    /** Connects the loop to a raw peer. */
    public Link client(BaseProtocol protocol) throws Exception {
        try (RawListener listener = RawListener.open("127.0.0.1", 0)) {
            var made = run(loop.createConnection(() -> protocol, "127.0.0.1", listener.port()));
            track(made.transport());
            return new Link(made.transport(), closing(listener.accept()));
        }
    }

    /** Connects a raw peer to a server of the loop, which serves this one connection only. */
    public Link accepted(BaseProtocol protocol) throws Exception {
        Server server = run(loop.createServer(() -> protocol, "127.0.0.1", 0));
        RawPeer peer = peer(address(server));
        Recorder<?> recorder = (Recorder<?>) protocol;
        tck.runUntil("connectionMade was called", recorder::isMade);
        act(server::close);
        return new Link(recorder.transport(), peer);
    }

    /** A connection of either kind. */
    public Link link(End end, BaseProtocol protocol) throws Exception {
        return end == End.CLIENT ? client(protocol) : accepted(protocol);
    }

    /** So many bytes that some of them stay in the transport while the peer does not read; each differs from its neighbours. */
    public static byte[] tooMuch() {
        return pattern(MORE_THAN_BUFFERS_BYTES);
    }

    /**
     * Writes {@link #tooMuch()} without pausing the protocol, and runs the loop until the system takes no more of it: from then
     * on the buffered size changes by writes only, until the peer reads.
     */
    public void fill(Transport transport) throws Exception {
        act(() -> {
            transport.setWriteBufferLimits(Integer.MAX_VALUE, null);
            transport.write(tooMuch());
        });
        long[] size = {0};
        do {
            size[0] = call(transport::getWriteBufferSize);
            settle();
        } while (call(transport::getWriteBufferSize) != size[0]);
    }

    /** A text as Latin 1. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Bytes of which each part can be told from any other. */
    public static byte[] pattern(int count) {
        byte[] data = new byte[count];
        for (int i = 0; i < count; i++) {
            data[i] = (byte) (i * 31 + (i >>> 8) * 17 + (i >>> 16));
        }
        return data;
    }

    /** Has the rig abort a transport. */
    public Transport track(Transport transport) {
        if (!transports.contains(transport)) {
            transports.add(transport);
        }
        return transport;
    }

    /** Makes a server. */
    public Server serve(Supplier<? extends BaseProtocol> factory, ListenOptions options) throws Exception {
        return track(run(loop.createServer(factory, options)));
    }

    /** Makes a server at a free port of 127.0.0.1. */
    public Server serve(Supplier<? extends BaseProtocol> factory) throws Exception {
        return serve(factory, ListenOptions.at("127.0.0.1", 0));
    }

    /** Has the rig close a server. */
    public Server track(Server server) {
        servers.add(server);
        return server;
    }

    /** The first address of a server, on loopback. */
    public static InetSocketAddress address(Server server) throws IOException {
        InetSocketAddress bound = (InetSocketAddress) Objects.requireNonNull(server.sockets().get(0).getsockname());
        return bound.getAddress().isAnyLocalAddress() ? RawPeer.loopback(bound.getPort()) : bound;
    }

    /** Options for connecting to a listener. */
    public static ConnectOptions to(RawListener listener) {
        return ConnectOptions.to(listener.address().getAddress().getHostAddress(), listener.port());
    }

    // ---- running

    /** Runs the loop until a future is done. */
    public <T extends @Nullable Object> T run(Future<T> future) throws Exception {
        return loop.runUntilComplete(future);
    }

    /** Runs the loop until a future is done, and gives the error it must fail with; the call itself may throw it too. */
    public <E extends Throwable> E failure(Class<E> type, Supplier<? extends Future<?>> call) throws Exception {
        @Nullable Object result;
        try {
            Future<?> future = call(call::get);
            tck.runUntil("the call has ended", future::done);
            result = run(future);
        } catch (AssertionError e) {
            throw e;
        } catch (Throwable e) {
            if (type.isInstance(e)) {
                return type.cast(e);
            }
            throw new AssertionError("it failed with " + e + "; allowed: " + type.getSimpleName(), e);
        }
        throw new AssertionError("it succeeded with " + result + "; allowed: " + type.getSimpleName());
    }

    /** Does something in a callback of the loop. */
    public void act(Action action) throws Exception {
        act(Where.CALLBACK, action);
    }

    /** Does something on the loop. */
    public void act(Where where, Action action) throws Exception {
        call(() -> {
            action.run();
            return where;
        }, where);
    }

    /** Asks something in a callback of the loop. */
    public <T> T call(Callable<T> question) throws Exception {
        return call(question, Where.CALLBACK);
    }

    private <T> T call(Callable<T> question, Where where) throws Exception {
        Future<T> answer = loop.createFuture();
        if (where == Where.COROUTINE) {
            CoroutineAction body = () -> complete(answer, question);
            loop.createTask(body);
        } else {
            loop.callSoon(() -> complete(answer, question));
        }
        return run(answer);
    }

    private static <T> void complete(Future<T> answer, Callable<T> question) {
        try {
            answer.setResult(question.call());
        } catch (Throwable failure) {
            answer.setException(failure);
        }
    }

    /** Calls something in a callback of the loop, and runs the loop until the future that it gave is done. */
    public void finish(Callable<? extends Future<?>> call) throws Exception {
        Future<?> future = call(call::call);
        run(future);
    }

    /** Runs the loop until a peer is done. */
    public <T> T await(CompletableFuture<T> peer) throws Exception {
        tck.runUntil("the peer is done", peer::isDone);
        try {
            return peer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** What the peer reads next, so many characters. */
    public String read(RawPeer peer, int count) throws Exception {
        return new String(await(peer.reading(count)), StandardCharsets.ISO_8859_1);
    }

    /** What the peer reads up to the end of file. */
    public String readToEnd(RawPeer peer) throws Exception {
        return new String(await(peer.readingToEnd()), StandardCharsets.ISO_8859_1);
    }

    /** Runs the loop until a protocol has lost its connection. */
    public void untilLost(Recorder<?> protocol) {
        tck.runUntil("connectionLost was called", protocol::isLost);
    }

    /** Runs the loop until a protocol has got so many bytes in all. */
    public void untilReceived(Recorder<?> protocol, int count) {
        tck.runUntil(count + " bytes were received", () -> protocol.count() >= count);
    }

    /**
     * Runs the loop for so long that whatever peers did before has certainly reached it: until a byte that is sent now has come
     * on another connection, and some iterations more.
     */
    public void settle() throws Exception {
        if (control == null) {
            try (RawListener listener = RawListener.open("127.0.0.1", 0)) {
                Protocol counting = new Protocol() {
                    @Override
                    public void dataReceived(byte[] data) {
                        controlReceived += data.length;
                    }
                };
                track(run(loop.createConnection(() -> counting, "127.0.0.1", listener.port())).transport());
                control = closing(listener.accept());
            }
        }
        control.send("x");
        controlSent++;
        tck.runUntil("the control byte came", () -> controlReceived == controlSent);
        iterations(SETTLED_ITERATIONS);
    }

    /** Runs so many iterations, which poll but do not sleep. */
    public void iterations(int count) {
        int[] left = {count};
        Runnable next = new Runnable() {
            @Override
            public void run() {
                if (left[0]-- > 0) {
                    loop.callSoon(this);
                } else {
                    loop.stop();
                }
            }
        };
        loop.callSoon(next);
        loop.runForever();
    }

    @Override
    public void close() throws Exception {
        act(() -> {
            servers.forEach(Server::close);
            // asyncio up to 3.14 fails when one is aborted whose buffer was flushed by close (rule TR-66).
            transports.stream()
                    .filter(transport -> transport.getProtocol() != null)
                    .forEach(Transport::abort);
        });
        iterations(2);
        for (Closeable socket : sockets) {
            socket.close();
        }
    }
}
