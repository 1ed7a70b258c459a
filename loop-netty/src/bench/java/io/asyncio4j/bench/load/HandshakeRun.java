// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * TLS connections that are opened, say one byte, hear it, and go by reset; a new one takes the place of each. The byte shows that
 * the server, too, is done with its handshake. A full handshake each time.
 */
final class HandshakeRun extends SpinningRun {
    /** So many local addresses are used in turn. */
    private static final int SOURCES = 50;

    private static final MemorySegment BYTE = Arena.global().allocate(1);

    private final TlsWire wire;
    private final int port;
    private final boolean[] shaken;
    private final long[] begun;

    HandshakeRun(Libc libc, TlsWire wire, int port, int connections) throws IOException {
        super(libc, connections);
        this.wire = wire;
        this.port = port;
        this.shaken = new boolean[connections];
        this.begun = new long[connections];
    }

    @Override
    void begin(int connection, long now) throws IOException {
        begun[connection] = now;
        shaken[connection] = false;
        int fd = wire.begin(port, 1 + (int) (done() % SOURCES));
        fds[connection] = fd;
        libc.nonBlocking(fd);
        libc.epollControl(epoll, Libc.ADD, fd, Libc.EPOLLIN, connection);
        // All of it at once, if the server was faster than we: its answer is not announced a second time then.
        ready(connection, 0);
    }

    @Override
    void ready(int connection, int flags) throws IOException {
        int fd = fds[connection];
        if (!shaken[connection]) {
            if (wire.handshake(fd) != 1) {
                return;
            }
            shaken[connection] = true;
            if (wire.send(fd, BYTE, 1) != 1) {
                throw new IOException("handshakes: the first byte was not taken");
            }
        }
        long got = wire.receive(fd, BYTE, 1);
        if (got == 0) {
            throw new IOException("handshakes: the server closed a connection");
        }
        if (got == 1) {
            long now = System.nanoTime();
            record(now - begun[connection]);
            wire.reset(fd);
            begin(connection, now);
        }
    }

    @Override
    void check(long now) throws IOException {
        for (int i = 0; i < fds.length; i++) {
            if (now - begun[i] > LOST_NANOS) {
                throw new IOException("handshakes: connection " + i + " got no answer any more");
            }
        }
    }

    @Override
    void reset(int fd) throws IOException {
        wire.reset(fd);
    }
}
