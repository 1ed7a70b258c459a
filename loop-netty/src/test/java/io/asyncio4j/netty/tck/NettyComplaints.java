// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What Netty complains about in its log: buffers that were collected unreleased (its paranoid leak detector), exceptions
 * that reached the end of a pipeline, and whatever else it thinks worth a warning.
 */
final class NettyComplaints {

    private static final Logger NETTY = Logger.getLogger("io.netty");
    private static final List<String> SEEN = new ArrayList<>();
    private static boolean listening;

    private NettyComplaints() {}

    private static final class Listener extends Handler {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                Throwable thrown = line.getThrown();
                synchronized (SEEN) {
                    SEEN.add("Netty logged: " + line.getMessage() + (thrown == null ? "" : ": " + thrown));
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    static synchronized void listen() {
        if (!listening) {
            listening = true;
            NETTY.addHandler(new Listener());
        }
    }

    /** A leaked buffer is found when it was collected and another one is made afterwards. */
    static List<String> take() {
        System.gc();
        ByteBufAllocator.DEFAULT.buffer(1).release();
        synchronized (SEEN) {
            List<String> taken = List.copyOf(SEEN);
            SEEN.clear();
            return taken;
        }
    }
}
