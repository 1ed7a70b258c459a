// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.Protocol;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections of the loop under test with raw peers, and by {@link LoopSteps} ways to act on them. Closing the rig closes all
 * that was opened with it.
 */
public final class TcpRig extends LoopSteps implements AutoCloseable {

    /** Iterations after which nothing more is expected: many times what any delivery takes. */
    private static final int SETTLED_ITERATIONS = 20;

    /** More than the system's buffers take on loopback, so that a part of it has to wait. */
    private static final int MORE_THAN_BUFFERS_BYTES = 8 * 1024 * 1024;

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
        super(tck);
    }

    /** How the loop came to a connection: rules about transports hold for both. */
    public enum End {
        /** By {@code createConnection}. */
        CLIENT,
        /** By {@code createServer}. */
        ACCEPTED
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

    // ---- the end

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
