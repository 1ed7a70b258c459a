// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Sockets as they are. A unix socket's path is made of the port, see {@link #unixPath}. */
public final class PlainWire implements Wire {
    /** The datagrams of a burst, as large as QUIC has them. */
    public static final int SEGMENT = 1200;

    private final Libc libc;
    private final Kind kind;

    /** Which sockets. */
    enum Kind {
        TCP,
        UDP,
        /** Messages of several datagrams. */
        BURSTS,
        UNIX
    }

    PlainWire(Libc libc, Kind kind) {
        this.libc = libc;
        this.kind = kind;
    }

    /** Where a server of this number listens. */
    public static String unixPath(int port) {
        return "/tmp/asyncio4j-bench-" + port + ".sock";
    }

    @Override
    public int connect(int port, int source) throws IOException {
        return switch (kind) {
            case TCP -> libc.connect(port, source);
            case UDP -> libc.connectDatagram(port);
            case BURSTS -> libc.connectBursts(port, SEGMENT);
            case UNIX -> libc.connectUnix(unixPath(port));
        };
    }

    @Override
    public long send(int fd, MemorySegment from, long length) throws IOException {
        return libc.send(fd, from, length);
    }

    @Override
    public long receive(int fd, MemorySegment into, long limit) throws IOException {
        return libc.receive(fd, into, limit);
    }

    @Override
    public void reset(int fd) throws IOException {
        if (kind == Kind.TCP) {
            libc.reset(fd);
        } else {
            libc.close(fd);
        }
    }

    @Override
    public boolean keepsBack() {
        return false;
    }
}
