// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** TLS by the system's OpenSSL, the same client for all servers. */
final class TlsWire implements Wire {
    private final Libc libc;
    private final Libssl ssl;

    /** By descriptor. */
    private @Nullable MemorySegment[] sessions = new MemorySegment[1024];

    TlsWire(Libc libc, Libssl ssl) {
        this.libc = libc;
        this.ssl = ssl;
    }

    @Override
    public int connect(int port, int source) throws IOException {
        int fd = begin(port, source);
        // The descriptor still waits, so one call is the whole handshake.
        if (handshake(fd) != 1) {
            throw new IOException("connect: the server ended the handshake");
        }
        libc.nonBlocking(fd);
        return fd;
    }

    /** A connection whose handshake has not begun, and which waits. */
    int begin(int port, int source) throws IOException {
        int fd = libc.connect(port, source);
        if (fd >= sessions.length) {
            sessions = Arrays.copyOf(sessions, 2 * fd);
        }
        sessions[fd] = ssl.open(fd);
        return fd;
    }

    /** @return 1 when the handshake is done; -1 when it waits for the other side */
    long handshake(int fd) throws IOException {
        return ssl.connect(session(fd));
    }

    @Override
    public long send(int fd, MemorySegment from, long length) throws IOException {
        return ssl.write(session(fd), from, (int) length);
    }

    @Override
    public long receive(int fd, MemorySegment into, long limit) throws IOException {
        return ssl.read(session(fd), into, (int) limit);
    }

    @Override
    public void reset(int fd) throws IOException {
        ssl.free(session(fd));
        sessions[fd] = null;
        libc.reset(fd);
    }

    /** A record is larger than what is asked for, or more than one was read at once. */
    @Override
    public boolean keepsBack() {
        return true;
    }

    private MemorySegment session(int fd) throws IOException {
        MemorySegment session = sessions[fd];
        if (session == null) {
            throw new IOException("descriptor " + fd + " has no session");
        }
        return session;
    }
}
