// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;

/**
 * TLS connections that are opened, say one byte, hear it, and go by reset; a new one takes the place of each. The byte shows that
 * the server, too, is done with its handshake. A full handshake each time. As {@link LoadRun} it spins.
 */
final class HandshakeRun {
    private static final long SLICE_NANOS = 200_000_000;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private static final MemorySegment BYTE = Arena.global().allocate(1);
    private static final MemorySegment READY = Libc.events(64);

    private final Libc libc;
    private final TlsWire wire;
    private final int port;
    private final int epoll;
    private final int[] fds;
    private final boolean[] shaken;
    private final long[] begun;

    private Histogram latencies = new Histogram();
    private long done;
    private long polls;
    private long emptyPolls;
    private long lastProgress;

    HandshakeRun(Libc libc, TlsWire wire, int port, int connections) throws IOException {
        this.libc = libc;
        this.wire = wire;
        this.port = port;
        this.epoll = libc.epollCreate();
        this.fds = new int[connections];
        this.shaken = new boolean[connections];
        this.begun = new long[connections];
    }

    /** Runs for so long, as {@link LoadRun#run} does; a message is a connection. */
    Slices run(LoadRun.Duration duration, long pid) throws IOException {
        long now = System.nanoTime();
        lastProgress = now;
        for (int i = 0; i < fds.length; i++) {
            open(i);
        }
        long warm = now + (long) (duration.warmupSeconds() * 1e9);
        long latest = now + (long) (4 * duration.warmupSeconds() * 1e9);
        while (now < warm || (done < duration.warmupMessages() && now < latest)) {
            now = turn();
        }
        if (!duration.realtime()) {
            return measure(duration, pid);
        }
        try (@SuppressWarnings("try")
        var priority = new Priority(pid, ProcessHandle.current().pid())) {
            return measure(duration, pid);
        }
    }

    private Slices measure(LoadRun.Duration duration, long pid) throws IOException {
        var own = ManagementFactory.getThreadMXBean();
        var slices = new Slices();
        long started = System.nanoTime();
        lastProgress = started;
        long end = started + (long) (duration.limitSeconds() * 1e9);
        while (slices.quietNanos() < duration.quietSeconds() * 1e9 && started < end) {
            latencies = new Histogram();
            polls = 0;
            emptyPolls = 0;
            long cpu = ProcessFigures.cpuNanos(pid);
            long ownCpu = own.getCurrentThreadCpuTime();
            started = System.nanoTime();
            long now = started;
            while (now < started + SLICE_NANOS) {
                now = turn();
            }
            long cpuNow = ProcessFigures.cpuNanos(pid);
            slices.add(new Slices.Slice(
                    now - started,
                    cpuNow - cpu,
                    own.getCurrentThreadCpuTime() - ownCpu,
                    (double) emptyPolls / Math.max(1, polls),
                    latencies));
            started = now;
        }
        for (int fd : fds) {
            wire.reset(fd);
        }
        libc.close(epoll);
        return slices;
    }

    private long turn() throws IOException {
        int ready = libc.epollWait(epoll, READY, 0);
        polls++;
        long now = System.nanoTime();
        if (ready == 0) {
            emptyPolls++;
            if (now - lastProgress > PATIENCE_NANOS) {
                throw new IOException("handshakes: nothing came for 10 s after " + done + "; look at the server");
            }
            return now;
        }
        lastProgress = now;
        for (int i = 0; i < ready; i++) {
            advance(Libc.data(READY, i));
        }
        return now;
    }

    private void open(int index) throws IOException {
        begun[index] = System.nanoTime();
        shaken[index] = false;
        int fd = wire.begin(port, 1 + (int) (done % 50));
        fds[index] = fd;
        libc.nonBlocking(fd);
        libc.epollControl(epoll, Libc.ADD, fd, Libc.EPOLLIN, index);
        wire.handshake(fd);
    }

    private void advance(int index) throws IOException {
        int fd = fds[index];
        if (!shaken[index]) {
            if (wire.handshake(fd) != 1) {
                return;
            }
            shaken[index] = true;
            if (wire.send(fd, BYTE, 1) != 1) {
                throw new IOException("handshakes: the first byte was not taken");
            }
        }
        long got = wire.receive(fd, BYTE, 1);
        if (got == 0) {
            throw new IOException("handshakes: the server closed a connection");
        }
        if (got == 1) {
            latencies.record(System.nanoTime() - begun[index]);
            done++;
            wire.reset(fd);
            open(index);
        }
    }
}
