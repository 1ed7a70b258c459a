// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.netty.NettyEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Handlers that come and go in any order, beside handlers that are not the library's. */
final class SignalHandlersTest {

    @Test
    void whoLeavesFromTheMiddleIsPassedOver() throws Exception {
        CountDownLatch outer = new CountDownLatch(1);
        Object own = JvmSignals.handler(outer::countDown);
        Object original = JvmSignals.install("URG", own);
        try (NettyEventLoop first = NettyEventLoop.create();
                NettyEventLoop second = NettyEventLoop.create()) {
            first.addSignalHandler("SIGURG", () -> {});
            second.addSignalHandler("SIGURG", () -> {});
            assertTrue(first.removeSignalHandler("SIGURG"));
            assertTrue(second.removeSignalHandler("SIGURG"));
            JvmSignals.raise("URG");
            assertTrue(outer.await(10, TimeUnit.SECONDS), "the program's own handler is in place again");
        } finally {
            assertSame(own, JvmSignals.install("URG", original));
        }
    }

    @Test
    void removedHandlerThatSomebodyPutsBackPassesTheSignalOn() throws Exception {
        CountDownLatch outer = new CountDownLatch(1);
        Object own = JvmSignals.handler(outer::countDown);
        Object original = JvmSignals.install("URG", own);
        try (NettyEventLoop loop = NettyEventLoop.create()) {
            loop.addSignalHandler("SIGURG", () -> {});
            // Somebody else comes after the loop, and leaves after it, as Runner may do with Ctrl-C.
            Object before = JvmSignals.install("URG", JvmSignals.handler(() -> {}));
            assertTrue(loop.removeSignalHandler("SIGURG"));
            JvmSignals.install("URG", before);
            JvmSignals.raise("URG");
            assertTrue(outer.await(10, TimeUnit.SECONDS), "the program's own handler got it");
        } finally {
            assertSame(own, JvmSignals.install("URG", original));
        }
    }

    @Test
    void handlersOfALoopRunInTheOrderOfTheirSignals() throws Exception {
        List<String> seen = new ArrayList<>();
        try (NettyEventLoop loop = NettyEventLoop.create()) {
            loop.addSignalHandler("SIGURG", () -> {
                seen.add("urgent");
                JvmSignals.raise("WINCH");
            });
            loop.addSignalHandler("SIGWINCH", () -> {
                seen.add("window");
                loop.stop();
            });
            JvmSignals.raise("URG");
            loop.callLater(10, loop::stop);
            loop.runForever();
        }
        assertEquals(List.of("urgent", "window"), seen);
    }

    @Test
    void whatTheJvmKeepsIsRefusedByName() {
        try (NettyEventLoop loop = NettyEventLoop.create()) {
            for (String kept : List.of("SIGSEGV", "SIGQUIT", "SIGILL", "SIGFPE", "SIGBUS")) {
                String text = assertThrows(IllegalStateException.class, () -> loop.addSignalHandler(kept, () -> {}))
                        .getMessage();
                assertTrue(text.contains(kept) && text.contains("the JVM keeps it"), text);
            }
            for (String deadly : List.of("SIGKILL", "SIGSTOP")) {
                String text = assertThrows(IllegalStateException.class, () -> loop.addSignalHandler(deadly, () -> {}))
                        .getMessage();
                assertTrue(text.contains("nobody"), text);
            }
            for (String usual : List.of("SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")) {
                loop.addSignalHandler(usual, () -> {});
                assertTrue(loop.removeSignalHandler(usual), usual);
            }
        }
    }
}
