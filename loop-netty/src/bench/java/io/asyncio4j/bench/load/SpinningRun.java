// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * One run of load on a number of connections, in slices whose figures are kept apart. It spins instead of sleeping: waking a
 * sleeping client would cost the server's core, and the client has a core of its own. One thread.
 */
abstract class SpinningRun {
    /** A server that says nothing for so long has failed. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    /** Who has no answer after so long, while others have, gets none. */
    static final long LOST_NANOS = 2_000_000_000L;

    /** Long against the scheduler's tick, short against a compiler run next door. */
    private static final long SLICE_NANOS = 200_000_000;

    /** On a crowded machine the warm-up takes longer, but not for ever. */
    private static final double WARMUP_LIMIT = 4;

    private static final ThreadMXBean OWN = ManagementFactory.getThreadMXBean();

    private static final int EVENTS = 256;

    /** Shared by all runs, which come one after another. */
    private static final MemorySegment READY = Libc.events(EVENTS);

    final Libc libc;
    final int epoll;
    final int[] fds;

    private Histogram latencies = new Histogram();
    private long done;
    private long polls;
    private long emptyPolls;
    private long lastProgress;

    SpinningRun(Libc libc, int connections) throws IOException {
        this.libc = libc;
        this.epoll = libc.epollCreate();
        this.fds = new int[connections];
    }

    /**
     * How long to run.
     *
     * @param warmupSeconds before the measured part
     * @param warmupMessages the warm-up takes so many messages at least, if that does not take {@link #WARMUP_LIMIT} times as long
     * @param quietSeconds so much undisturbed time is wanted
     * @param limitSeconds after so long it is enough in any case
     * @param realtime whether server and generator get real-time priority for the measured part
     */
    record Duration(
            double warmupSeconds, long warmupMessages, double quietSeconds, double limitSeconds, boolean realtime) {}

    /** Sets one connection going. */
    abstract void begin(int connection, long now) throws IOException;

    /** Something has happened to a connection, see epoll's flags. */
    abstract void ready(int connection, int flags) throws IOException;

    /** After the measured part: fails when the figures are not worth anything. */
    abstract void check(long now) throws IOException;

    /** Ends one connection. */
    abstract void reset(int fd) throws IOException;

    /**
     * Runs and closes the connections. Goes on until there are enough slices that nobody disturbed, or the time is over.
     *
     * @param pid the server's process, whose CPU time is read with every slice
     */
    final Slices run(Duration duration, long pid) throws IOException {
        long now = beginAll();
        long warm = now + (long) (duration.warmupSeconds() * 1e9);
        long latest = now + (long) (duration.warmupSeconds() * WARMUP_LIMIT * 1e9);
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

    /** One message on each connection, then closes. */
    final void runOnce() throws IOException {
        beginAll();
        while (done < fds.length) {
            turn();
        }
        close();
    }

    /** How many messages went round so far. */
    final long done() {
        return done;
    }

    /** Counts a message that came back. */
    final void record(long nanos) {
        latencies.record(nanos);
        done++;
    }

    private long beginAll() throws IOException {
        long now = System.nanoTime();
        lastProgress = now;
        for (int i = 0; i < fds.length; i++) {
            begin(i, now);
        }
        return now;
    }

    private Slices measure(Duration duration, long pid) throws IOException {
        var slices = new Slices();
        long cpu = ProcessFigures.cpuNanos(pid);
        long own = OWN.getCurrentThreadCpuTime();
        long started = System.nanoTime();
        lastProgress = started;
        long end = started + (long) (duration.limitSeconds() * 1e9);
        while (slices.quietNanos() < duration.quietSeconds() * 1e9 && started < end) {
            latencies = new Histogram();
            polls = 0;
            emptyPolls = 0;
            long now = started;
            while (now < started + SLICE_NANOS) {
                now = turn();
            }
            long cpuNow = ProcessFigures.cpuNanos(pid);
            long ownNow = OWN.getCurrentThreadCpuTime();
            slices.add(new Slices.Slice(
                    now - started, cpuNow - cpu, ownNow - own, (double) emptyPolls / Math.max(1, polls), latencies));
            cpu = cpuNow;
            own = ownNow;
            started = now;
        }
        check(started);
        close();
        return slices;
    }

    /** One look at the connections; gives the time at which it was taken. */
    private long turn() throws IOException {
        int ready = libc.epollWait(epoll, READY, 0);
        polls++;
        long now = System.nanoTime();
        if (ready == 0) {
            emptyPolls++;
            if (now - lastProgress > PATIENCE_NANOS) {
                throw new IOException("run: nothing came for 10 s after " + done + " messages; look at the server");
            }
            return now;
        }
        lastProgress = now;
        for (int i = 0; i < ready; i++) {
            ready(Libc.data(READY, i), Libc.flags(READY, i));
        }
        return now;
    }

    /** Closes by reset: no port is left in TIME_WAIT. */
    private void close() throws IOException {
        for (int fd : fds) {
            reset(fd);
        }
        libc.close(epoll);
    }
}
