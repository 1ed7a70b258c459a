// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;

/**
 * One run of ping-pong: every connection sends a message, waits until all of it came back, checks each byte, and sends the next.
 *
 * <p>The bytes of a message are a slice of one random pattern; where it begins depends on connection and number, so no two
 * neighbouring messages are equal and nothing needs to be generated or kept. The run spins instead of sleeping: waking a
 * sleeping client would cost the server's core, and the client has a core of its own.
 */
final class LoadRun {
    /** Offsets into the pattern; a prime, so that the sequence of offsets is long. */
    private static final int SHIFTS = 4093;

    /** A server that says nothing for so long has failed. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    /** Who has no answer after so long, while others have, gets none. */
    private static final long LOST_NANOS = 2_000_000_000L;

    /** Long against the scheduler's tick, short against a compiler run next door. */
    private static final long SLICE_NANOS = 200_000_000;

    /** On a crowded machine the warm-up takes longer, but not for ever. */
    private static final double WARMUP_LIMIT = 4;

    private static final ThreadMXBean OWN = ManagementFactory.getThreadMXBean();

    private static final int EVENTS = 256;
    private static final long CHUNK = 256 * 1024;

    /** Shared by all runs, which come one after another. */
    private static final MemorySegment INCOMING = Arena.global().allocate(CHUNK, 64);

    private static final MemorySegment READY = Libc.events(EVENTS);

    private final Libc libc;
    private final Wire wire;
    private final int size;
    private final MemorySegment pattern;
    private final int epoll;
    private final int[] fds;
    private final int[] number;
    private final int[] sent;
    private final int[] received;
    private final boolean[] wantsOut;
    private final long[] sentAt;

    private Histogram latencies = new Histogram();
    private long messages;
    private long polls;
    private long emptyPolls;
    private long lastProgress;

    LoadRun(Libc libc, Wire wire, int port, int connections, int size) throws IOException {
        this.libc = libc;
        this.wire = wire;
        this.size = size;
        this.pattern = Arena.ofAuto().allocate((long) size + SHIFTS, 64);
        Random random = new Random(42);
        for (long i = 0; i < pattern.byteSize(); i++) {
            pattern.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        this.epoll = libc.epollCreate();
        this.fds = new int[connections];
        this.number = new int[connections];
        this.sent = new int[connections];
        this.received = new int[connections];
        this.wantsOut = new boolean[connections];
        this.sentAt = new long[connections];
        for (int i = 0; i < connections; i++) {
            fds[i] = wire.connect(port, 1);
            libc.epollControl(epoll, Libc.ADD, fds[i], Libc.EPOLLIN, i);
        }
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

    /**
     * Runs and closes the connections. Goes on until there are enough slices that nobody disturbed, or the time is over.
     *
     * @param pid the server's process, whose CPU time is read with every slice
     */
    Slices run(Duration duration, long pid) throws IOException {
        long now = System.nanoTime();
        lastProgress = now;
        for (int i = 0; i < fds.length; i++) {
            begin(i, now);
        }
        long warm = now + (long) (duration.warmupSeconds() * 1e9);
        long latest = now + (long) (duration.warmupSeconds() * WARMUP_LIMIT * 1e9);
        while (now < warm || (messages < duration.warmupMessages() && now < latest)) {
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
            long ended = turnUntil(started + SLICE_NANOS);
            long cpuNow = ProcessFigures.cpuNanos(pid);
            long ownNow = OWN.getCurrentThreadCpuTime();
            slices.add(new Slices.Slice(
                    ended - started, cpuNow - cpu, ownNow - own, (double) emptyPolls / Math.max(1, polls), latencies));
            cpu = cpuNow;
            own = ownNow;
            started = ended;
        }
        requireNoneLost(started);
        close();
        return slices;
    }

    /** A datagram that was dropped would leave its socket silent, and the rest with less to do. */
    private void requireNoneLost(long now) throws IOException {
        for (int i = 0; i < fds.length; i++) {
            if (now - sentAt[i] > LOST_NANOS) {
                throw new IOException("run: message " + number[i] + " of connection " + i + " was lost; use fewer");
            }
        }
    }

    /** One message on each connection, then closes. */
    void runOnce() throws IOException {
        lastProgress = System.nanoTime();
        for (int i = 0; i < fds.length; i++) {
            begin(i, lastProgress);
        }
        while (messages < fds.length) {
            turn();
        }
        close();
    }

    /** Closes by reset: no port is left in TIME_WAIT. */
    private void close() throws IOException {
        for (int fd : fds) {
            wire.reset(fd);
        }
        libc.close(epoll);
    }

    private long turnUntil(long deadline) throws IOException {
        long now = System.nanoTime();
        while (now < deadline) {
            now = turn();
        }
        return now;
    }

    /** One look at the connections; gives the time at which it was taken. */
    private long turn() throws IOException {
        int ready = libc.epollWait(epoll, READY, 0);
        polls++;
        long now = System.nanoTime();
        if (ready == 0) {
            emptyPolls++;
            if (now - lastProgress > PATIENCE_NANOS) {
                throw new IOException("run: no byte came for 10 s after " + messages + " messages; look at the server");
            }
            return now;
        }
        lastProgress = now;
        for (int i = 0; i < ready; i++) {
            int connection = Libc.data(READY, i);
            if ((Libc.flags(READY, i) & Libc.EPOLLOUT) != 0) {
                send(connection);
            }
            if ((Libc.flags(READY, i) & ~Libc.EPOLLOUT) != 0) {
                receive(connection);
            }
        }
        return now;
    }

    private void begin(int connection, long now) throws IOException {
        number[connection]++;
        sent[connection] = 0;
        received[connection] = 0;
        sentAt[connection] = now;
        send(connection);
    }

    private void send(int connection) throws IOException {
        long from = offset(connection) + sent[connection];
        long taken = wire.send(fds[connection], pattern.asSlice(from), size - sent[connection]);
        sent[connection] += (int) Math.max(0, taken);
        boolean more = sent[connection] < size;
        if (more != wantsOut[connection]) {
            wantsOut[connection] = more;
            int interest = more ? Libc.EPOLLIN | Libc.EPOLLOUT : Libc.EPOLLIN;
            libc.epollControl(epoll, Libc.MOD, fds[connection], interest, connection);
        }
    }

    private void receive(int connection) throws IOException {
        int before = number[connection];
        while (receivePart(connection) && wire.keepsBack() && number[connection] == before) {
            // The wire may have more of this message, of which epoll knows nothing.
        }
    }

    private boolean receivePart(int connection) throws IOException {
        long got = wire.receive(fds[connection], INCOMING, Math.min(CHUNK, size - received[connection]));
        if (got == 0) {
            throw new IOException(
                    "run: the server closed connection " + connection + " after " + messages + " messages");
        }
        if (got < 0) {
            return false;
        }
        long from = offset(connection) + received[connection];
        if (MemorySegment.mismatch(INCOMING, 0, got, pattern, from, from + got) >= 0) {
            throw new IOException("run: wrong bytes in message " + number[connection] + " of connection " + connection);
        }
        received[connection] += (int) got;
        if (received[connection] == size) {
            long now = System.nanoTime();
            latencies.record(now - sentAt[connection]);
            messages++;
            begin(connection, now);
        }
        return true;
    }

    private long offset(int connection) {
        return Math.floorMod(connection * 31L + number[connection] * 97L, (long) SHIFTS);
    }
}
