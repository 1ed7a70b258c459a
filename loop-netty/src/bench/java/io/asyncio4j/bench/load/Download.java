// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Asks for a file as an HTTP client does and drops what comes uncopied, so that the server's side is what is measured. */
final class Download {
    private static final String REQUEST = "GET /file HTTP/1.0\r\n\r\n";
    private static final long CHUNK = 1 << 20;

    private Download() {}

    static String run(Libc libc, int port, long bytes, long pid, boolean realtime) throws IOException {
        if (!realtime) {
            return measure(libc, port, bytes, pid);
        }
        try (@SuppressWarnings("try")
        var priority = new Priority(pid, ProcessHandle.current().pid())) {
            return measure(libc, port, bytes, pid);
        }
    }

    private static String measure(Libc libc, int port, long bytes, long pid) throws IOException {
        int fd = libc.connect(port, 1);
        try (var arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocateFrom(REQUEST, StandardCharsets.US_ASCII);
            long cpu = ProcessFigures.cpuNanos(pid);
            long started = System.nanoTime();
            libc.send(fd, request, REQUEST.length());
            long total = 0;
            long got;
            while ((got = libc.discard(fd, CHUNK)) > 0) {
                total += got;
            }
            double nanos = System.nanoTime() - started;
            long used = ProcessFigures.cpuNanos(pid) - cpu;
            // A head of HTTP may be before it.
            if (total < bytes || total > bytes + 4096) {
                throw new IOException("download: " + total + " bytes came instead of " + bytes);
            }
            return "result rate=" + total / nanos * 1e9 + " cpu=" + used / 1e9 + " busy=" + used / nanos;
        } finally {
            libc.close(fd);
        }
    }
}
