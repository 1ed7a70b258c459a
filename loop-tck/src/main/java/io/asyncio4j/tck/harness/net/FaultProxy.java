// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A bad network between two ends: passes bytes on, late, in slices, with changes, or not at all, and ends connections in every
 * way that networks know. It reads nothing of what it carries, so it stands before TLS and plain connections alike, over TCP and
 * over unix sockets. Any thread; what is set holds for all bytes from then on.
 */
public final class FaultProxy implements Closeable {

    /** Which way the bytes go. */
    public enum Way {
        /** From who connected to the target. */
        TO_TARGET,
        /** Back. */
        FROM_TARGET
    }

    private static final int BUFFER_BYTES = 16 * 1024;

    /** Many times what a thread takes to see that its channel is closed. */
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private final ServerSocketChannel listener;
    private final SocketAddress address;
    private final SocketAddress target;
    private final List<Pair> pairs = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final FaultyWay there = new FaultyWay();
    private final FaultyWay back = new FaultyWay();

    /** One connection: who connected, and the connection to the target on its behalf. */
    private record Pair(SocketChannel source, SocketChannel target) {}

    private FaultProxy(ServerSocketChannel listener, SocketAddress target) throws IOException {
        this.listener = listener;
        this.address = listener.getLocalAddress();
        this.target = target;
    }

    /**
     * Puts a proxy before an address.
     *
     * @param target where connections lead to
     * @return the proxy, listening on 127.0.0.1
     * @throws IOException when it cannot listen
     */
    public static FaultProxy before(InetSocketAddress target) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
        listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        return started(listener, target);
    }

    /**
     * Puts a proxy before a unix socket.
     *
     * @param target where connections lead to
     * @param path where to listen; the file stays
     * @return the proxy
     * @throws IOException when it cannot listen
     */
    public static FaultProxy before(Path target, Path path) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        return started(listener, UnixDomainSocketAddress.of(target));
    }

    private static FaultProxy started(ServerSocketChannel listener, SocketAddress target) throws IOException {
        FaultProxy proxy = new FaultProxy(listener, target);
        proxy.start("tck-proxy", proxy::accept);
        return proxy;
    }

    /**
     * {@return where to connect to instead of the target}
     *
     * @throws ClassCastException when the proxy listens at a path
     */
    public InetSocketAddress address() {
        return (InetSocketAddress) address;
    }

    // ---- faults

    private FaultyWay way(Way way) {
        return way == Way.TO_TARGET ? there : back;
    }

    /** Passes at most so many bytes on at a time, each in a packet of its own. */
    public FaultProxy slice(Way way, int bytes) {
        way(way).slice(bytes);
        return this;
    }

    /** Holds each slice back for a time. */
    public FaultProxy latency(Way way, long millis) {
        way(way).latency(millis);
        return this;
    }

    /** Passes nothing on, or goes on with it. */
    public FaultProxy stall(Way way, boolean stalled) {
        way(way).stall(stalled);
        return this;
    }

    /** Changes the byte with a number, counted from the first one of the way. */
    public FaultProxy corrupt(Way way, long at) {
        way(way).corrupt(at);
        return this;
    }

    /** Changes a byte of those that are still to come: 0 is the next one. */
    public FaultProxy corruptIn(Way way, int bytes) {
        way(way).corruptIn(bytes);
        return this;
    }

    /** Ends one way after so many bytes, as if its sender had: a half-close. */
    public FaultProxy truncate(Way way, long bytes) {
        way(way).endAfter(bytes, false);
        return this;
    }

    /** Ends one way now. */
    public void halfClose(Way way) throws IOException {
        for (Pair pair : pairs) {
            (way == Way.TO_TARGET ? pair.target : pair.source).shutdownOutput();
        }
    }

    /** Ends everything as {@link #reset} does, after so many bytes of one way. */
    public FaultProxy resetAfter(Way way, long bytes) {
        way(way).endAfter(bytes, true);
        return this;
    }

    /**
     * Ends everything with a reset now. Unix sockets have no such thing but for bytes that were not read: who sent those is
     * told of a reset, the other end sees the end of file.
     */
    public void reset() throws IOException {
        for (Pair pair : pairs) {
            for (SocketChannel end : List.of(pair.source, pair.target)) {
                if (end.isOpen() && target instanceof InetSocketAddress) {
                    end.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
                end.close();
            }
        }
    }

    // ---- work

    private void accept() throws IOException {
        while (true) {
            SocketChannel source = listener.accept();
            SocketChannel onward;
            try {
                onward = SocketChannel.open(target);
            } catch (IOException targetGone) {
                source.close();
                continue;
            }
            if (target instanceof InetSocketAddress) {
                source.setOption(StandardSocketOptions.TCP_NODELAY, true);
                onward.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            pairs.add(new Pair(source, onward));
            start("tck-proxy-there", () -> pump(source, onward, there));
            start("tck-proxy-back", () -> pump(onward, source, back));
        }
    }

    private void pump(SocketChannel from, SocketChannel to, FaultyWay way) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    int part = way.allowed(buffer.remaining());
                    ByteBuffer slice = buffer.slice(buffer.position(), part);
                    way.pass(slice);
                    while (slice.hasRemaining()) {
                        to.write(slice);
                    }
                    buffer.position(buffer.position() + part);
                    if (way.isOver()) {
                        end(to, way);
                        return;
                    }
                }
            }
            to.shutdownOutput();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(SocketChannel to, FaultyWay way) throws IOException {
        if (way.endsWithReset()) {
            reset();
        } else {
            to.shutdownOutput();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void start(String name, Work work) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // The ends see it themselves.
            }
        }));
    }

    /** Closes all connections, and waits until nothing of the proxy is left. */
    @Override
    public void close() throws IOException {
        listener.close();
        there.release();
        back.release();
        for (Pair pair : pairs) {
            pair.source.close();
            pair.target.close();
        }
        try {
            for (Thread thread : threads) {
                thread.join(END_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
