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
import io.asyncio4j.netty.poll.NativeDescriptors;
import io.asyncio4j.netty.poll.DescriptorNumbers;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Sleep;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.UnixChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Descriptors by number, on epoll. */
@Timeout(60)
final class DescriptorWatchersTest {

    private static NettyEventLoop epoll() {
        assumeTrue(IoKind.EPOLL.unavailabilityCause() == null, "this machine has epoll");
        return NettyEventLoop.create(IoKind.EPOLL);
    }

    @Test
    void numberIsWatchedFromCallbacksAndCoroutines() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
        int source = DescriptorNumbers.of(pipe.source()).getAsInt();
        int sink = DescriptorNumbers.of(pipe.sink()).getAsInt();
        List<String> seen = new ArrayList<>();
        try (NettyEventLoop loop = epoll()) {
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

    @Test
    void wrongNumbersAndThoseOfTransportsAreRefused() throws Exception {
        try (NettyEventLoop loop = epoll();
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

    /** The system gives the number to somebody else, who may well want to watch it. */
    @Test
    void numberIsFreeAgainWhenTheLoopIsClosedOverItsTransports() throws Exception {
        List<Integer> numbers = new ArrayList<>();
        try (NettyEventLoop loop = epoll();
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var transport = loop.runUntilComplete(loop.createConnection(
                    () -> new Protocol() {},
                    server.getInetAddress().getHostAddress(), server.getLocalPort()))
                    .transport();
            numbers.add(((UnixChannel) ((NettyTransport) transport).channel()).fd().intValue());
            var listener = new EpollServerSocketChannel();
            loop.eventLoop().register(listener);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            loop.runUntilComplete(() -> Sleep.sleep(0.01));
            assertTrue(listener.isActive());
            numbers.add(listener.fd().intValue());
        }
        for (int number : numbers) {
            NativeDescriptors.requireFree("addReader", number);
        }
    }
}
