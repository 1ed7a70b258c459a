// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/**
 * One run of ping-pong: every connection sends a message, waits until all of it came back, checks each byte, and sends the next.
 *
 * <p>The bytes of a message are a slice of one random pattern; where it begins depends on connection and number, so no two
 * neighbouring messages are equal and nothing needs to be generated or kept.
 */
final class LoadRun extends SpinningRun {
    /** Offsets into the pattern; a prime, so that the sequence of offsets is long. */
    private static final int SHIFTS = 4093;

    private static final long CHUNK = 256 * 1024;

    /** Shared by all runs, which come one after another. */
    private static final MemorySegment INCOMING = Arena.global().allocate(CHUNK, 64);

    private final Wire wire;
    private final int size;
    private final MemorySegment pattern;
    private final int[] number;
    private final int[] sent;
    private final int[] received;
    private final boolean[] wantsOut;
    private final long[] sentAt;

    LoadRun(Libc libc, Wire wire, int port, int connections, int size) throws IOException {
        super(libc, connections);
        this.wire = wire;
        this.size = size;
        this.pattern = Arena.ofAuto().allocate((long) size + SHIFTS, 64);
        Random random = new Random(42);
        for (long i = 0; i < pattern.byteSize(); i++) {
            pattern.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
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

    /** A datagram that was dropped would leave its socket silent, and the rest with less to do. */
    @Override
    void check(long now) throws IOException {
        for (int i = 0; i < fds.length; i++) {
            if (now - sentAt[i] > LOST_NANOS) {
                throw new IOException("run: message " + number[i] + " of connection " + i + " was lost; use fewer");
            }
        }
    }

    @Override
    void reset(int fd) throws IOException {
        wire.reset(fd);
    }

    @Override
    void ready(int connection, int flags) throws IOException {
        if ((flags & Libc.EPOLLOUT) != 0) {
            send(connection);
        }
        if ((flags & ~Libc.EPOLLOUT) != 0) {
            receive(connection);
        }
    }

    @Override
    void begin(int connection, long now) throws IOException {
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
                    "run: the server closed connection " + connection + " after " + done() + " messages");
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
            record(now - sentAt[connection]);
            begin(connection, now);
        }
        return true;
    }

    private long offset(int connection) {
        return Math.floorMod(connection * 31L + number[connection] * 97L, (long) SHIFTS);
    }
}
