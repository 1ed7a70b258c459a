// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a group does while some of its loops are busy, blocked, ending or gone. */
@Timeout(60)
class GroupEndTest {

    /** Tells on which loop a connection is, by one byte. */
    private final class Where implements Protocol {
        private final NettyLoopGroup group;

        Where(NettyLoopGroup group) {
            this.group = group;
        }

        @Override
        public void connectionMade(BaseTransport transport) {
            int index = group.loops().indexOf(RunningLoop.get());
            ((Transport) transport).write(new byte[] {(byte) index});
        }
    }

    /** Connects and asks on which loop; -1 if the connection is closed without an answer. */
    private static int ask(GroupServer server, List<Socket> clients) throws IOException {
        InetSocketAddress address = assertInstanceOf(InetSocketAddress.class, server.address());
        Socket client = new Socket(address.getAddress(), address.getPort());
        clients.add(client);
        client.setSoTimeout(20_000);
        return client.getInputStream().read();
    }

    private static void close(List<Socket> clients) throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void aBurstIsSharedOutBeforeAnyOfItHasRun() throws Exception {
        try (NettyLoopGroup group = NettyLoopGroup.start(2)) {
            NettyEventLoop busy = group.loops().getFirst();
            CompletableFuture<Void> asleep = new CompletableFuture<>();
            var unused = Asyncio.runCoroutineThreadsafe(
                    () -> {
                        asleep.complete(null);
                        Asyncio.sleep(3600);
                    },
                    busy);
            asleep.get(20, TimeUnit.SECONDS);
            CountDownLatch blocked = new CountDownLatch(2);
            CountDownLatch free = new CountDownLatch(1);
            for (NettyEventLoop loop : group.loops()) {
                loop.eventLoop().execute(() -> {
                    blocked.countDown();
                    awaitQuietly(free);
                });
            }
            assertTrue(blocked.await(20, TimeUnit.SECONDS));
            List<CompletableFuture<Object>> burst = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                burst.add(group.submit(Asyncio::getRunningLoop));
            }
            free.countDown();
            int onBusy = 0;
            for (CompletableFuture<Object> each : burst) {
                onBusy += each.get(20, TimeUnit.SECONDS) == busy ? 1 : 0;
            }
            assertEquals(5, onBusy, "one task was there already");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @CsvSource({"NIO, BY_ACCEPTOR", "EPOLL, BY_ACCEPTOR", "EPOLL, BY_KERNEL", "IO_URING, BY_ACCEPTOR",
            "IO_URING, BY_KERNEL"})
    void connectionsComeToTheLoopsThatAreLeft(IoKind kind, ConnectionSharing sharing) throws Exception {
        Assumptions.assumeTrue(kind.isAvailable());
        List<Socket> clients = new ArrayList<>();
        try (NettyLoopGroup group = NettyLoopGroup.start(3, kind)) {
            GroupServer server = group.serve(() -> new Where(group), ListenOptions.at("127.0.0.1", 0), sharing)
                    .get(20, TimeUnit.SECONDS);
            for (int i = 0; i < 6; i++) {
                ask(server, clients);
            }
            group.shutdown(1, Duration.ofSeconds(5)).get(20, TimeUnit.SECONDS);
            for (int i = 0; i < 30; i++) {
                int loop = ask(server, clients);
                assertTrue(loop == 0 || loop == 2, "came to " + loop);
            }
            // A server on what is left.
            try (GroupServer next = group.serve(() -> new Where(group), ListenOptions.at("127.0.0.1", 0), sharing)
                    .get(20, TimeUnit.SECONDS)) {
                assertEquals(2, next.servers().size());
                int loop = ask(next, clients);
                assertTrue(loop == 0 || loop == 2, "came to " + loop);
            }
            server.close();
            CompletableFuture<Void> closed = server.waitClosed();
            assertFalse(closed.isDone(), "clients are still there");
            server.abortClients();
            closed.get(20, TimeUnit.SECONDS);
        } finally {
            close(clients);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void noConnectionHangsWhenTheLoopItWasGivenToEnds(IoKind kind) throws Exception {
        Assumptions.assumeTrue(kind.isAvailable());
        List<Socket> clients = new ArrayList<>();
        try (NettyLoopGroup group = NettyLoopGroup.start(2, kind)) {
            GroupServer server = group.serve(
                    () -> new Where(group), ListenOptions.at("127.0.0.1", 0), ConnectionSharing.BY_ACCEPTOR)
                    .get(20, TimeUnit.SECONDS);
            NettyEventLoop worker = group.loops().get(1);
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch free = new CountDownLatch(1);
            worker.eventLoop().execute(() -> {
                blocked.countDown();
                awaitQuietly(free);
            });
            assertTrue(blocked.await(20, TimeUnit.SECONDS));
            InetSocketAddress address = assertInstanceOf(InetSocketAddress.class, server.address());
            for (int i = 0; i < 8; i++) {
                Socket client = new Socket(address.getAddress(), address.getPort());
                client.setSoTimeout(20_000);
                clients.add(client);
            }
            // Those for the first loop are answered, so the acceptor has seen all that came before.
            CompletableFuture<Void> ended = group.shutdown(1, Duration.ZERO);
            int after = ask(server, clients);
            assertEquals(0, after);
            free.countDown();
            ended.get(20, TimeUnit.SECONDS);
            int served = 0;
            for (Socket client : clients.subList(0, 8)) {
                served += client.getInputStream().read() == 0 ? 1 : 0;
            }
            assertTrue(served >= 4, served + " were served; the others were closed");
        } finally {
            close(clients);
        }
    }

    @Test
    void aLoopThatIsToEndAcceptsNothingMoreWhileItsTasksHaveTheirSay() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (NettyLoopGroup group = NettyLoopGroup.start(1)) {
            GroupServer server = group.serve(() -> new Where(group), ListenOptions.at("127.0.0.1", 0))
                    .get(20, TimeUnit.SECONDS);
            assertEquals(0, ask(server, clients));
            CompletableFuture<Void> running = new CompletableFuture<>();
            CompletableFuture<Void> ending = new CompletableFuture<>();
            CompletableFuture<Void> enough = new CompletableFuture<>();
            group.submit(() -> {
                running.complete(null);
                try {
                    Asyncio.sleep(3600);
                } finally {
                    ending.complete(null);
                    Asyncio.wrapFuture(enough).await();
                }
            });
            running.get(20, TimeUnit.SECONDS);
            CompletableFuture<Void> over = group.shutdown(Duration.ofSeconds(15));
            ending.get(20, TimeUnit.SECONDS);
            assertThrows(IOException.class, () -> ask(server, clients));
            assertFalse(over.isDone());
            enough.complete(null);
            over.get(20, TimeUnit.SECONDS);
        } finally {
            close(clients);
        }
    }

    @Test
    void servingWhileTheGroupEndsFailsAndDoesNotHang() throws Exception {
        for (int round = 0; round < 20; round++) {
            NettyLoopGroup group = NettyLoopGroup.start(3);
            CompletableFuture<GroupServer> started =
                    group.serve(() -> new Where(group), ListenOptions.at("127.0.0.1", 0), round % 2 == 0
                            ? ConnectionSharing.BY_KERNEL
                            : ConnectionSharing.BY_ACCEPTOR);
            CompletableFuture<Void> ended = group.shutdown(Duration.ofMillis(round));
            try (GroupServer server = started.get(20, TimeUnit.SECONDS)) {
                ended.get(20, TimeUnit.SECONDS);
                server.waitClosed().get(20, TimeUnit.SECONDS);
            } catch (ExecutionException | java.util.concurrent.CancellationException failed) {
                ended.get(20, TimeUnit.SECONDS);
            }
            assertTrue(group.eventLoopGroup().isTerminated());
        }
    }

    @Test
    void whatIsAskedOfAGroupThatHasEndedIsRefusedWithTheRemedy() {
        NettyLoopGroup group = NettyLoopGroup.start(2);
        group.close();
        var serve = assertThrows(
                IllegalStateException.class,
                () -> group.serve(() -> new Where(group), ListenOptions.at("127.0.0.1", 0)));
        assertTrue(String.valueOf(serve.getMessage()).startsWith("serve: all loops of NettyLoopGroup["),
                serve.getMessage());
        assertTrue(String.valueOf(serve.getMessage()).endsWith("have ended; start a group"), serve.getMessage());
        var submit = assertThrows(IllegalStateException.class, () -> group.submit(() -> {}));
        assertTrue(
                String.valueOf(submit.getMessage()).matches("submit: .* have ended; start a group"),
                submit.getMessage());
        group.shutdown(Duration.ofSeconds(Long.MAX_VALUE)).join();
        group.shutdown(1, Duration.ZERO).join();
    }

    @Test
    void badNumbersAreRefusedWithTheRemedy() {
        for (int loops : new int[] {0, -1, Integer.MIN_VALUE}) {
            var none = assertThrows(IllegalArgumentException.class, () -> NettyLoopGroup.start(loops));
            assertEquals("NettyLoopGroup.start: " + loops + " loops were asked for; start at least one",
                    none.getMessage());
        }
        try (NettyLoopGroup group = NettyLoopGroup.start(2)) {
            for (int index : new int[] {-1, 2}) {
                var outside =
                        assertThrows(IndexOutOfBoundsException.class, () -> group.shutdown(index, Duration.ZERO));
                assertEquals("shutdown: there is no loop " + index + " in " + group + "; give an index from 0 to 1",
                        outside.getMessage());
            }
            var negative = assertThrows(
                    IllegalArgumentException.class, () -> group.shutdown(Duration.ofMillis(-1)));
            assertEquals("shutdown: the grace is PT-0.001S; give a duration from zero", negative.getMessage());
        }
    }

    @Test
    void aLoopMayShutItsOwnGroupDownTwice() throws Exception {
        NettyLoopGroup group = NettyLoopGroup.start(2);
        List<CompletableFuture<?>> ends = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> asked = new CompletableFuture<>();
        NettyEventLoop first = group.loops().getFirst();
        first.callSoonThreadsafe(() -> {
            ends.add(group.shutdown(Duration.ofSeconds(5)));
            ends.add(group.shutdown(Duration.ZERO));
            ends.add(group.shutdown(0, Duration.ZERO));
            asked.complete(null);
        });
        asked.get(20, TimeUnit.SECONDS);
        for (CompletableFuture<?> end : ends) {
            end.get(20, TimeUnit.SECONDS);
        }
        assertTrue(group.eventLoopGroup().isTerminated());
        assertSame(first, group.loops().getFirst());
        group.close();
    }
}
