// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyTransport;
import io.asyncio4j.netty.Turns;
import io.asyncio4j.netty.poll.NativeDescriptors;
import io.asyncio4j.netty.poll.DescriptorNumbers;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Sleep;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Descriptors by number, on the pollers that know them. */
@Timeout(60)
@ParameterizedClass
@EnumSource(
        value = IoKind.class,
        names = {"EPOLL", "IO_URING"})
final class DescriptorWatchersTest {

    @Parameter
    private IoKind kind;

    private NettyEventLoop open() {
        assumeTrue(kind.isAvailable(), () -> kind + " is not available here");
        return NettyEventLoop.create(kind);
    }

    @Test
    void numberIsWatchedFromCallbacksAndCoroutines() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
        int source = DescriptorNumbers.of(pipe.source()).getAsInt();
        int sink = DescriptorNumbers.of(pipe.sink()).getAsInt();
        List<String> seen = new ArrayList<>();
        try (NettyEventLoop loop = open()) {
            loop.addWriter(sink, () -> {
                seen.add("writable");
                assertTrue(loop.removeWriter(sink));
            });
            loop.runUntilComplete(() -> {
                loop.addReader(source, () -> seen.add("replaced"));
                loop.addReader(source, () -> seen.add("readable"));
                Sleep.sleep(0.01);
                pipe.sink().write(ByteBuffer.wrap(new byte[1]));
                while (seen.size() < 4) {
                    Sleep.sleep(0.001);
                }
                assertTrue(loop.removeReader(source));
                assertFalse(loop.removeReader(source));
                int count = seen.size();
                // Removed and added again within one step.
                loop.addReader(source, () -> seen.add("again"));
                assertTrue(loop.removeReader(source));
                loop.addReader(source, () -> seen.add("again"));
                while (seen.size() == count) {
                    Sleep.sleep(0.001);
                }
                assertTrue(loop.removeReader(source));
                assertEquals("again", seen.getLast());
            });
            assertEquals(List.of("writable", "readable"), seen.subList(0, 2));
            assertFalse(seen.contains("replaced"));
            loop.addReader(source, () -> {});
        }
        assertTrue(pipe.source().isOpen());
        pipe.source().close();
        pipe.sink().close();
    }

    /** Called in each iteration while there is something, and not once more. */
    @Test
    void callbacksComeAsLongAsTheDescriptorIsReady() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        int source = DescriptorNumbers.of(pipe.source()).getAsInt();
        List<Integer> reads = new ArrayList<>();
        try (NettyEventLoop loop = open()) {
            int[] calls = {0};
            loop.addReader(source, () -> {
                try {
                    // Two calls of three leave it as it is.
                    if (++calls[0] % 3 == 0) {
                        reads.add(pipe.source().read(ByteBuffer.allocate(1)));
                    }
                } catch (IOException unlikely) {
                    reads.add(-2);
                }
            });
            for (int i = 1; i <= 20; i++) {
                int expected = i;
                pipe.sink().write(ByteBuffer.wrap(new byte[1]));
                Turns.until(loop, () -> reads.size() >= expected);
            }
            loop.runUntilComplete(() -> Sleep.sleep(0.02));
            assertEquals(Collections.nCopies(20, 1), reads);
            assertEquals(60, calls[0]);
            pipe.sink().close();
            Turns.until(loop, () -> reads.size() >= 21);
            assertEquals(-1, reads.getLast());
            assertTrue(loop.removeReader(source));
            int count = calls[0];
            loop.runUntilComplete(() -> Sleep.sleep(0.01));
            assertEquals(count, calls[0]);
        }
        pipe.source().close();
    }

    /** What was watched by the same number before does not show. */
    @Test
    void numberThatIsGivenAgainMeetsNoTrace() throws Exception {
        List<String> seen = new ArrayList<>();
        try (NettyEventLoop loop = open()) {
            for (int i = 0; i < 10; i++) {
                String name = "pipe " + i;
                Pipe pipe = Pipe.open();
                pipe.source().configureBlocking(false);
                int source = DescriptorNumbers.of(pipe.source()).getAsInt();
                loop.addReader(source, () -> seen.add(name));
                loop.runUntilComplete(() -> Sleep.sleep(0));
                pipe.sink().write(ByteBuffer.wrap(new byte[1]));
                if (i % 2 == 0) {
                    Turns.until(loop, () -> !seen.isEmpty());
                }
                assertTrue(loop.removeReader(source));
                pipe.source().close();
                pipe.sink().close();
                seen.clear();
            }
            loop.runUntilComplete(() -> Sleep.sleep(0.01));
            assertEquals(List.of(), seen);
        }
    }

    @Test
    void wrongNumbersAndThoseOfTransportsAreRefused() throws Exception {
        try (NettyEventLoop loop = open();
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThrows(IllegalArgumentException.class, () -> loop.addReader(-1, () -> {}));
            assertThrows(IllegalArgumentException.class, () -> loop.addReader(999_999, () -> {}));
            assertFalse(loop.removeReader(999_999));
            var transport = loop.runUntilComplete(loop.createConnection(
                    () -> new Protocol() {},
                    server.getInetAddress().getHostAddress(), server.getLocalPort()))
                    .transport();
            int number = ((UnixChannel) ((NettyTransport) transport).channel()).fd().intValue();
            assertThrows(IllegalStateException.class, () -> loop.addReader(number, () -> {}));
            assertThrows(IllegalStateException.class, () -> loop.removeWriter(number));
            transport.abort();
            loop.runUntilComplete(() -> Sleep.sleep(0.01));
            assertFalse(loop.removeReader(number));
        }
        try (NettyEventLoop nio = NettyEventLoop.create(IoKind.NIO)) {
            assertThrows(UnsupportedOperationException.class, () -> nio.addReader(0, () -> {}));
        }
    }

    /** On epoll the number of a transport's pipe is polled already; elsewhere it is the JDK's channel that is. */
    @Test
    void numberOfAPipeTransportIsRefusedUntilItIsClosed() throws Exception {
        assumeTrue(kind == IoKind.EPOLL, "the poller itself polls pipes");
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        int source = DescriptorNumbers.of(pipe.source()).getAsInt();
        try (NettyEventLoop loop = open()) {
            var transport = loop.runUntilComplete(loop.connectReadPipe(() -> new Protocol() {}, pipe.source()))
                    .transport();
            loop.runUntilComplete(() -> Sleep.sleep(0.01));
            assertThrows(IllegalStateException.class, () -> loop.addReader(source, () -> {}));
            transport.close();
            loop.runUntilComplete(() -> Sleep.sleep(0.01));
            NativeDescriptors.requireFree("addReader", source);
        }
        pipe.sink().close();
    }

    /** The system gives the number to somebody else, who may well want to watch it. */
    @Test
    void numberIsFreeAgainWhenTheLoopIsClosedOverItsTransports() throws Exception {
        List<Integer> numbers = new ArrayList<>();
        try (NettyEventLoop loop = open();
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var transport = loop.runUntilComplete(loop.createConnection(
                    () -> new Protocol() {},
                    server.getInetAddress().getHostAddress(), server.getLocalPort()))
                    .transport();
            numbers.add(((UnixChannel) ((NettyTransport) transport).channel()).fd().intValue());
            ServerSocketChannel listener =
                    kind == IoKind.EPOLL ? new EpollServerSocketChannel() : new IoUringServerSocketChannel();
            loop.eventLoop().register(listener);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            loop.runUntilComplete(() -> Sleep.sleep(0.01));
            assertTrue(listener.isActive());
            numbers.add(((UnixChannel) listener).fd().intValue());
        }
        for (int number : numbers) {
            NativeDescriptors.requireFree("addReader", number);
        }
    }
}
