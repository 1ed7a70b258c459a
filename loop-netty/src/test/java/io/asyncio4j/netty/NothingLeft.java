// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.netty.poll.MovableIoEventLoop;
import io.asyncio4j.netty.poll.OpenDescriptors;
import io.asyncio4j.tasks.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A test that fails if its loop keeps a channel, or this process a socket, pipe or poller more than before. */
public abstract class NothingLeft {

    /** The loop; null if it is not available. */
    protected NettyEventLoop loop;

    private Map<String, Integer> descriptors;
    private int channels;

    /** Makes the test's loop. */
    protected abstract NettyEventLoop open();

    /** The JDK keeps a socket of its own from the first close on. */
    @BeforeAll
    static void warmUp() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress("127.0.0.1", 0));
            SocketChannel.open(listener.getLocalAddress()).close();
            listener.accept().close();
        }
    }

    @BeforeEach
    void count() throws IOException {
        try (NettyEventLoop first = open()) {
            first.callSoon(first::stop);
            first.runForever();
        }
        descriptors = OpenDescriptors.byKind();
        loop = open();
        channels = channels();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        if (loop != null) {
            until(() -> channels() == channels);
            loop.close();
            assertEquals(descriptors, OpenDescriptors.byKind(), "descriptors by kind");
        }
    }

    private int channels() {
        return ((MovableIoEventLoop) loop.eventLoop()).registrations();
    }

    /** Skips the test where its poller is missing. */
    protected static void assume(IoKind kind) {
        assumeTrue(kind.isAvailable(), () -> kind + " is not available here");
    }

    /** Runs the loop until something is so. */
    protected final void until(BooleanSupplier condition) {
        Turns.until(loop, condition);
    }

    /** What a call, or the future that it gives, fails with. */
    protected final <E extends Throwable> E fails(Class<E> type, Supplier<Future<?>> call, String... says) {
        E error = assertThrows(type, () -> loop.runUntilComplete(call.get()));
        for (String part : says) {
            assertTrue(String.valueOf(error.getMessage()).contains(part), error + " does not say \"" + part + '"');
        }
        return error;
    }
}
