// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Buffers that are not released, and what Netty complains about in its log: exceptions that reached the end of a
 * pipeline, and whatever else it thinks worth a warning.
 *
 * <p>
 * At the level PARANOID the leak detector of Netty knows every buffer from its allocation to its release. Its own
 * reports come only when a lost buffer was collected, long after the rule that lost it; so its list is counted instead.
 */
final class NettyComplaints {

    private static final Logger NETTY = Logger.getLogger("io.netty");
    private static final List<String> SEEN = new ArrayList<>();
    private static final Set<?> LIVE_BUFFERS = liveBuffers();
    private static boolean listening;
    private static int buffersBefore;

    private NettyComplaints() {}

    private static Set<?> liveBuffers() {
        try {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
            Class<?> buffers = Class.forName("io.netty.buffer.AbstractByteBuf", true, ByteBuf.class.getClassLoader());
            Field detector = buffers.getDeclaredField("leakDetector");
            detector.setAccessible(true);
            Field leaks = ResourceLeakDetector.class.getDeclaredField("allLeaks");
            leaks.setAccessible(true);
            return (Set<?>) leaks.get(detector.get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("leak check: the detector of this Netty looks different; adapt this class",
                    e);
        }
    }

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
        buffersBefore = LIVE_BUFFERS.size();
    }

    static synchronized List<String> take() {
        List<String> taken;
        synchronized (SEEN) {
            taken = new ArrayList<>(SEEN);
            SEEN.clear();
        }
        int buffers = LIVE_BUFFERS.size();
        if (buffers > buffersBefore) {
            taken.add(buffers - buffersBefore + " buffers of Netty are not released");
        }
        buffersBefore = buffers;
        return taken;
    }
}
