// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.dns;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressFlag;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.NameInfo;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.ScriptedNames;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** getAddrInfo and getNameInfo. */
final class LookupRules {

    private static final AddressHints STREAMS = AddressHints.ANY.type(SocketType.STREAM);

    /** Counts what it is given. */
    private static final class Counting extends AbstractExecutorService {
        private final ExecutorService below = Executors.newSingleThreadExecutor();
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void execute(Runnable task) {
            count.incrementAndGet();
            below.execute(task);
        }

        @Override
        public void shutdown() {
            below.shutdown();
        }

        @Override
        public List<Runnable> shutdownNow() {
            return below.shutdownNow();
        }

        @Override
        public boolean isShutdown() {
            return below.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return below.isTerminated();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
            return below.awaitTermination(timeout, unit);
        }
    }

    @Rule(id = "DNS-01", needs = Capability.NAME_LOOKUP)
    void lookupsRunInTheDefaultExecutorWhileTheLoopGoesOn(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Counting executor = new Counting();
        loop.setDefaultExecutor(executor);
        CountDownLatch open = new CountDownLatch(1);
        String slow = ScriptedNames.slow(open, "127.0.0.1");
        Future<List<AddressInfo>> lookup = loop.getAddrInfo(slow, Port.of(80), STREAMS);
        lookup.addDoneCallback(done -> tck.log.add("found"));
        loop.callSoon(tck.log.adding("first"));
        loop.callLater(0.01, () -> {
            tck.log.add("second");
            open.countDown();
        });
        loop.runUntilComplete(lookup);
        tck.runOnce();
        loop.runUntilComplete(loop.getNameInfo(
                new InetSocketAddress("127.0.0.1", 80), Set.of(AddressFlag.NUMERICHOST, AddressFlag.NUMERICSERV)));
        Expect.same("jobs of the executor", 2, executor.count.get());
        tck.log.expect("first", "second", "found");
    }

    @Rule(id = "DNS-02", needs = Capability.NAME_LOOKUP)
    void addressesAreFilteredByTheHints(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        String both = ScriptedNames.of("127.0.0.1", "::1");
        List<AddressInfo> all = loop.runUntilComplete(loop.getAddrInfo(both, Port.of(80), AddressHints.ANY));
        Expect.that("both types of both families", all.size() >= 4);
        List<AddressInfo> streams = loop.runUntilComplete(loop.getAddrInfo(both, Port.of(80), STREAMS));
        Expect.same("families", List.of(AddressFamily.INET, AddressFamily.INET6),
                streams.stream().map(AddressInfo::family).toList());
        AddressInfo first = streams.getFirst();
        Expect.same("type", SocketType.STREAM, first.type());
        Expect.same("protocol", 6, first.protocol());
        Expect.same("canonical name", "", first.canonicalName());
        Expect.same("port", 80, first.address().getPort());
        Expect.same("address", InetAddress.ofLiteral("127.0.0.1"), first.address().getAddress());
        List<AddressInfo> six = loop.runUntilComplete(
                loop.getAddrInfo(both, Port.of(80), STREAMS.family(AddressFamily.INET6)));
        Expect.same("family", List.of(AddressFamily.INET6), six.stream().map(AddressInfo::family).toList());
        List<AddressInfo> datagrams =
                loop.runUntilComplete(loop.getAddrInfo("127.0.0.1", Port.of(53), AddressHints.ANY.protocol(17)));
        Expect.same("type", List.of(SocketType.DATAGRAM), datagrams.stream().map(AddressInfo::type).toList());
        List<AddressInfo> literal = loop.runUntilComplete(
                loop.getAddrInfo("::1", Port.of(1), STREAMS.flags(AddressFlag.NUMERICHOST)));
        Expect.same("literal", InetAddress.ofLiteral("::1"), literal.getFirst().address().getAddress());
    }

    @Rule(id = "DNS-03", needs = Capability.NAME_LOOKUP)
    void errorsGoToTheCallerAndTheLoopGoesOn(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        String unknown = ScriptedNames.unknown();
        Future<?> lookup = loop.getAddrInfo(unknown, Port.of(80), STREAMS);
        tck.raises(UnknownHostException.class, "", () -> loop.runUntilComplete(lookup));
        Future<?> name = loop.getAddrInfo("localhost", Port.of(80), STREAMS.flags(AddressFlag.NUMERICHOST));
        tck.raises(UnknownHostException.class, "", () -> loop.runUntilComplete(name));
        Future<?> service = loop.getAddrInfo("127.0.0.1", Port.of("no-such-service"), STREAMS);
        tck.raises(UnknownHostException.class, "", () -> loop.runUntilComplete(service));
        loop.callSoon(tck.log.adding("goes on"));
        tck.runOnce();
        tck.log.expect("goes on");
    }

    @Rule(id = "DNS-04", needs = Capability.NAME_LOOKUP)
    void cancelledLookupIsDropped(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        CountDownLatch open = new CountDownLatch(1);
        String slow = ScriptedNames.slow(open, "127.0.0.1");
        Future<?> lookup = loop.getAddrInfo(slow, Port.of(80), STREAMS);
        lookup.addDoneCallback(done -> tck.log.add(done.cancelled() ? "cancelled" : "found"));
        tck.runUntil("the lookup has begun", () -> ScriptedNames.lookups(slow) > 0);
        lookup.cancel();
        tck.runTimes(2);
        open.countDown();
        loop.runUntilComplete(loop.shutdownDefaultExecutor());
        tck.log.expect("cancelled");
    }

    @Rule(id = "DNS-05", needs = Capability.NAME_LOOKUP)
    void addressHasAHostAndAService(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        InetSocketAddress web = new InetSocketAddress("127.0.0.1", 80);
        Expect.same(
                "in numbers",
                new NameInfo("127.0.0.1", "80"),
                loop.runUntilComplete(
                        loop.getNameInfo(web, Set.of(AddressFlag.NUMERICHOST, AddressFlag.NUMERICSERV))));
        Expect.same(
                "the service by name",
                new NameInfo("127.0.0.1", "http"),
                loop.runUntilComplete(loop.getNameInfo(web, Set.of(AddressFlag.NUMERICHOST))));
        Expect.that("the host by name", !loop.runUntilComplete(loop.getNameInfo(web)).host().isEmpty());
    }

    @Rule(id = "DNS-06", needs = Capability.NAME_LOOKUP)
    void withoutTheDefaultExecutorBothAreRefused(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.runUntilComplete(loop.shutdownDefaultExecutor());
        tck.raises(IllegalStateException.class, "executor", () -> loop.getAddrInfo("localhost", 80));
        tck.raises(
                IllegalStateException.class,
                "executor",
                () -> loop.getNameInfo(new InetSocketAddress("127.0.0.1", 80)));
    }

    @Rule(id = "DNS-07", needs = Capability.NAME_LOOKUP)
    void addressesKeepTheOrderOfTheResolver(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        String name = ScriptedNames.of("127.0.0.3", "::1", "127.0.0.1", "127.0.0.2");
        List<AddressInfo> found = loop.runUntilComplete(loop.getAddrInfo(name, Port.of(80), STREAMS));
        Expect.same(
                "addresses",
                List.of("127.0.0.3", "0:0:0:0:0:0:0:1", "127.0.0.1", "127.0.0.2"),
                found.stream().map(info -> info.address().getAddress().getHostAddress()).toList());
    }
}
