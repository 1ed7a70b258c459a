// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A bad network between two ends: passes bytes on, late, in slices, with changes, or not at all, and ends connections in every
 * way that networks know. It reads nothing of what it carries, so it stands before TLS and plain connections alike. Any thread;
 * what is set holds for all bytes from then on.
 */
public final class FaultProxy implements Closeable {

    /** Which way the bytes go. */
    public enum Way {
        /** From who connected to the target. */
        TO_TARGET,
        /** Back. */
        FROM_TARGET
    }

    private static final long FOREVER = Long.MAX_VALUE;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Faults there = new Faults();
    private final Faults back = new Faults();

    /** What is wrong with one way. */
    private static final class Faults {
        private int slice = Integer.MAX_VALUE;
        private long latencyMillis;
        private boolean stalled;
        private long endAfter = FOREVER;
        private boolean resetAtEnd;
        private long corruptAt = -1;
        private long passed;

        synchronized int allowed(int wanted) throws InterruptedException {
            while (stalled) {
                wait();
            }
            return (int) Math.min(Math.min(wanted, slice), endAfter - passed);
        }

        synchronized long latencyMillis() {
            return latencyMillis;
        }

        synchronized void spoil(byte[] data, int offset, int length) {
            if (corruptAt >= passed && corruptAt < passed + length) {
                data[offset + (int) (corruptAt - passed)] ^= 0x5a;
            }
            passed += length;
        }

        synchronized boolean isOver() {
            return passed >= endAfter;
        }
    }

    private FaultProxy(ServerSocket listener, InetSocketAddress target) {
        this.listener = listener;
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
        FaultProxy proxy =
                new FaultProxy(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), target);
        start("tck-proxy", proxy::accept);
        return proxy;
    }

    /** {@return where to connect to instead of the target} */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    // ---- faults

    private Faults faults(Way way) {
        return way == Way.TO_TARGET ? there : back;
    }

    /** Passes at most so many bytes on at a time, each in a packet of its own. */
    public FaultProxy slice(Way way, int bytes) {
        Faults faults = faults(way);
        synchronized (faults) {
            faults.slice = bytes;
        }
        return this;
    }

    /** Holds each slice back for a time. */
    public FaultProxy latency(Way way, long millis) {
        Faults faults = faults(way);
        synchronized (faults) {
            faults.latencyMillis = millis;
        }
        return this;
    }

    /** Passes nothing on, or goes on with it. */
    public FaultProxy stall(Way way, boolean stalled) {
        Faults faults = faults(way);
        synchronized (faults) {
            faults.stalled = stalled;
            faults.notifyAll();
        }
        return this;
    }

    /** Changes the byte with a number, counted from the first one of the way. */
    public FaultProxy corrupt(Way way, long at) {
        Faults faults = faults(way);
        synchronized (faults) {
            faults.corruptAt = at;
        }
        return this;
    }

    /** Changes a byte of those that are still to come: 0 is the next one. */
    public FaultProxy corruptIn(Way way, int bytes) {
        Faults faults = faults(way);
        synchronized (faults) {
            faults.corruptAt = faults.passed + bytes;
        }
        return this;
    }

    /** Ends one way after so many bytes, as if its sender had: a half-close. */
    public FaultProxy truncate(Way way, long bytes) {
        Faults faults = faults(way);
        synchronized (faults) {
            faults.endAfter = bytes;
        }
        return this;
    }

    /** Ends one way now. */
    public void halfClose(Way way) throws IOException {
        for (int i = 0; i < sockets.size(); i += 2) {
            sockets.get(way == Way.TO_TARGET ? i + 1 : i).shutdownOutput();
        }
    }

    /** Ends everything with a reset, after so many bytes of one way. */
    public FaultProxy resetAfter(Way way, long bytes) {
        Faults faults = faults(way);
        synchronized (faults) {
            faults.endAfter = bytes;
            faults.resetAtEnd = true;
        }
        return this;
    }

    /** Ends everything with a reset now. */
    public void reset() throws IOException {
        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    // ---- work

    private void accept() throws IOException {
        while (true) {
            Socket one = listener.accept();
            Socket other = new Socket(target.getAddress(), target.getPort());
            one.setTcpNoDelay(true);
            other.setTcpNoDelay(true);
            sockets.add(one);
            sockets.add(other);
            start("tck-proxy-there", () -> pump(one, other, there));
            start("tck-proxy-back", () -> pump(other, one, back));
        }
    }

    private void pump(Socket from, Socket to, Faults faults) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int at = 0;
                while (at < count) {
                    Thread.sleep(faults.latencyMillis());
                    int part = faults.allowed(count - at);
                    faults.spoil(buffer, at, part);
                    out.write(buffer, at, part);
                    at += part;
                    if (faults.isOver()) {
                        end(to, faults);
                        return;
                    }
                }
            }
            to.shutdownOutput();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Socket to, Faults faults) throws IOException {
        if (faults.resetAtEnd) {
            reset();
        } else {
            to.shutdownOutput();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // The ends see it themselves.
            }
        });
    }

    @Override
    public void close() throws IOException {
        listener.close();
        stall(Way.TO_TARGET, false);
        stall(Way.FROM_TARGET, false);
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
