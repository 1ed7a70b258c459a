// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The checks that several options share, so that their errors read the same. */
final class Check {

    private static final double NANOS_PER_SECOND = 1e9;

    private Check() {}

    static void delay(String what, @Nullable Double seconds) {
        if (seconds != null && !(seconds >= 0 && Double.isFinite(seconds))) {
            throw new IllegalArgumentException(what + " is " + seconds + "; give 0 or more seconds");
        }
    }

    static void limit(String what, @Nullable Double seconds) {
        if (seconds != null && !(seconds > 0 && Double.isFinite(seconds))) {
            throw new IllegalArgumentException(what + " is " + seconds + "; give more than 0 seconds");
        }
    }

    static double seconds(String what, Duration duration) {
        Objects.requireNonNull(duration, () -> what + ": the duration is null; give one, or leave it out");
        return duration.getSeconds() + duration.getNano() / NANOS_PER_SECOND;
    }

    static void backlog(String options, int backlog) {
        if (backlog < 0) {
            throw new IllegalArgumentException(
                    options + ": backlog is " + backlog + "; give how many connections may wait to be accepted");
        }
    }

    static void pathOrChannel(String operation, @Nullable UnixAddress path, @Nullable SelectableChannel sock) {
        if (path != null && sock != null) {
            throw new IllegalArgumentException(
                    operation + ": path " + path + " and sock " + sock + " are given together; give one of them");
        }
        if (path == null && sock == null) {
            throw new IllegalArgumentException(operation + ": neither path nor sock is given; give one of them");
        }
    }

    static void streamChannel(String operation, @Nullable SelectableChannel sock) {
        kind(operation, sock, SocketChannel.class);
    }

    static void listeningChannel(String operation, @Nullable SelectableChannel sock) {
        kind(operation, sock, ServerSocketChannel.class);
    }

    static void datagramChannel(String operation, @Nullable SelectableChannel sock) {
        kind(operation, sock, DatagramChannel.class);
    }

    private static void kind(String operation, @Nullable SelectableChannel sock, Class<?> wanted) {
        if (sock != null && !wanted.isInstance(sock)) {
            throw new IllegalArgumentException(
                    operation + ": sock is " + sock + "; give a " + wanted.getSimpleName() + " instead");
        }
    }
}
