// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.asyncio4j.bench.load.PlainWire;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A server that can be measured.
 *
 * @param name the row's name in the tables
 * @param netty the row it is measured against as plain Netty; null for none
 * @param uvloop the row it is measured against as uvloop; null for none
 * @param missing why it cannot run here; null when it can
 * @param wire what clients speak: tcp, tls, udp, bursts or unix
 * @param command its command line for a port
 */
public record Subject(
        String name,
        @Nullable String netty,
        @Nullable String uvloop,
        @Nullable String missing,
        String wire,
        IntFunction<List<String>> command) {
    /** The server's core; the load generator has the other one. */
    public static final int SERVER_CORE = 0;

    /** The load generator's core. */
    public static final int CLIENT_CORE = 1;

    /** A server on TCP. */
    Subject(
            String name,
            @Nullable String netty,
            @Nullable String uvloop,
            @Nullable String missing,
            IntFunction<List<String>> command) {
        this(name, netty, uvloop, missing, "tcp", command);
    }

    /** A running server. */
    public record Running(Subject subject, int port, Child process) implements AutoCloseable {
        @Override
        public void close() {
            process.close();
            // Not every server removes it, least of all one that is killed.
            boolean unused = new File(PlainWire.unixPath(port)).delete();
        }
    }

    /**
     * Starts the server on a free port of 127.0.0.1.
     *
     * @throws IOException when it does not get ready
     */
    public Running start() throws IOException {
        int port = freePort();
        return new Running(this, port, new Child(name, command.apply(port)));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
