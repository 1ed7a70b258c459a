// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.ref.WeakReference;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The view of an event loop that runs only when a test says so, and in the test's time. */
@Timeout(60)
class EmbeddedLoopTest {

    private final List<String> log = new ArrayList<>();

    @Test
    void timersGoWithTheChannelsTime() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        NettyEventLoop loop = NettyEventLoop.of(channel.eventLoop());
        assertSame(loop, NettyEventLoop.of(channel.eventLoop()));
        double before = loop.time();
        loop.callLater(10, () -> log.add("10 s"));
        loop.callLater(20, () -> log.add("20 s"));
        loop.callSoon(() -> log.add("soon"));
        assertEquals(List.of(), log);
        channel.runPendingTasks();
        channel.advanceTimeBy(9_999, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
        assertEquals(List.of("soon"), log);
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
        assertEquals(List.of("soon", "10 s"), log);
        channel.advanceTimeBy(10, TimeUnit.SECONDS);
        channel.runPendingTasks();
        assertEquals(List.of("soon", "10 s", "20 s"), log);
        assertEquals(20, loop.time() - before, 1e-6);
        channel.close();
    }

    @Test
    void coroutinesSleepInTheChannelsTimeAndAreCancelledWhenItIsClosed() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        NettyEventLoop loop = NettyEventLoop.of(channel.eventLoop());
        Task<String> done = loop.createTask(() -> {
            Asyncio.sleep(60);
            return "slept";
        });
        loop.createTask(() -> {
            try {
                Asyncio.sleep(3600);
            } catch (CancelledError e) {
                log.add("cancelled");
                throw e;
            }
        });
        channel.runPendingTasks();
        channel.advanceTimeBy(60, TimeUnit.SECONDS);
        channel.runPendingTasks();
        channel.runPendingTasks();
        assertTrue(done.done());
        assertEquals("slept", done.result());
        assertEquals(List.of(), log);
        channel.close();
        assertEquals(List.of("cancelled"), log);
        assertTrue(loop.isClosed());
    }

    @Test
    void resultsOfOtherThreadsAreTakenOver() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel();
        NettyEventLoop loop = NettyEventLoop.of(channel.eventLoop());
        Task<Integer> done = loop.createTask(() -> Asyncio.toThread(() -> 7));
        while (!done.done()) {
            channel.runPendingTasks();
            Thread.onSpinWait();
        }
        assertEquals(7, done.result());
        channel.close();
    }

    @Test
    void aProtocolLivesOnAnEmbeddedChannel() {
        EmbeddedChannel channel = new EmbeddedChannel();
        NettyEventLoop loop = NettyEventLoop.of(channel.eventLoop());
        var adopted = loop.adopt(Upper::new, channel);
        channel.runPendingTasks();
        assertTrue(adopted.done());
        channel.writeInbound(Unpooled.copiedBuffer("hello", US_ASCII));
        channel.runPendingTasks();
        ByteBuf answer = channel.readOutbound();
        assertEquals("HELLO", answer.toString(US_ASCII));
        answer.release();
        channel.close();
        channel.runPendingTasks();
        assertEquals(List.of("lost: null"), log);
    }

    private final class Upper implements Protocol {
        private @Nullable Transport transport;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
        }

        @Override
        public void dataReceived(byte[] data) {
            if (transport != null) {
                transport.write(new String(data, US_ASCII).toUpperCase(java.util.Locale.ROOT).getBytes(US_ASCII));
            }
        }

        @Override
        public void connectionLost(@Nullable Throwable error) {
            log.add("lost: " + error);
        }
    }

    @Test
    void socketsAreRefusedWithTheRemedy() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel();
        NettyEventLoop loop = NettyEventLoop.of(channel.eventLoop());
        var error = assertThrows(
                UnsupportedOperationException.class,
                () -> loop.createServer(() -> new Protocol() {}, ListenOptions.at("127.0.0.1", 0)));
        String message = String.valueOf(error.getMessage());
        assertTrue(message.startsWith("createServer: "), message);
        assertTrue(message.contains("use NettyEventLoop.create() or a loop of a group"), message);
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            assertTrue(sink.isOpen());
            assertThrows(UnsupportedOperationException.class, () -> loop.addReader(source, () -> {}));
        }
        channel.close();
    }

    @Test
    void nothingKeepsTheViewOfALoopThatNobodyHas() {
        int before = AttachedViews.count();
        WeakReference<NettyEventLoop> view = dropped();
        while (view.get() != null || AttachedViews.count() > before) {
            System.gc();
            Thread.onSpinWait();
        }
    }

    private static WeakReference<NettyEventLoop> dropped() {
        EmbeddedChannel channel = new EmbeddedChannel();
        NettyEventLoop loop = NettyEventLoop.of(channel.eventLoop());
        loop.callSoon(() -> {});
        channel.runPendingTasks();
        return new WeakReference<>(loop);
    }
}
