// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.conn;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.OpenSockets;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.ScriptedNames;
import io.asyncio4j.tck.harness.net.TcpRig;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Arguments that contradict each other, and names that need a lookup. */
final class ConnectArgumentRules {

    @Rule(id = "CONN-03", needs = Capability.TCP)
    void hostOrChannelMustBeGivenAndNotBoth(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck); SocketChannel channel = SocketChannel.open()) {
            refused(tck, rig, ConnectOptions.NONE);
            refused(tck, rig, ConnectOptions.to("127.0.0.1", 80).sock(channel));
            refused(tck, rig, ConnectOptions.to(null, 80).sock(channel));
            Expect.that("the channel stays the caller's", channel.isOpen());
        }
    }

    @Rule(
            id = "CONN-04",
            needs = Capability.TCP,
            note = "The JDK has no channel that is wrapped by TLS, so that part has no counterpart.")
    void channelMustBeAStream(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            Pipe pipe = Pipe.open();
            for (SelectableChannel wrong : List.of(
                    rig.closing(DatagramChannel.open()),
                    rig.closing(ServerSocketChannel.open()),
                    rig.closing(pipe.source()),
                    rig.closing(pipe.sink()))) {
                refused(tck, rig, ConnectOptions.on(wrong));
                Expect.that("the channel stays the caller's", wrong.isOpen());
            }
        }
    }

    @Rule(id = "CONN-05", needs = Capability.TCP)
    void argumentsForTlsAreRefusedWithoutTls(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            ConnectOptions plain = ConnectOptions.to("127.0.0.1", 80);
            refused(tck, rig, plain.serverHostname("localhost"));
            refused(tck, rig, plain.serverHostname(""));
            refused(tck, rig, plain.tlsHandshakeTimeout(1));
            refused(tck, rig, plain.tlsShutdownTimeout(1));
        }
    }

    @Rule(id = "CONN-07", needs = Capability.TCP)
    void wrongArgumentsAreSeenBeforeAnythingIsDone(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            String name = ScriptedNames.of("127.0.0.1");
            rig.iterations(1);
            int before = OpenSockets.count();
            refused(tck, rig, ConnectOptions.to(name, 80).serverHostname("localhost"));
            refused(tck, rig, ConnectOptions.to(name, 80).tlsHandshakeTimeout(1));
            Expect.same("sockets that were opened", 0, OpenSockets.count() - before);
            rig.settle();
            Expect.same("lookups of the host", 0, ScriptedNames.lookups(name));
        }
    }

    @Rule(
            id = "CONN-08",
            needs = Capability.TCP,
            note = "A lookup is seen as work of the default executor, which is where asyncio looks up.")
    void literalAddressesAreNotLookedUp(RuleContext tck) throws Exception {
        AtomicInteger jobs = new AtomicInteger();
        ThreadPoolExecutor counting = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
            @Override
            public void execute(Runnable job) {
                jobs.incrementAndGet();
                super.execute(job);
            }
        };
        try (TcpRig rig = new TcpRig(tck)) {
            tck.loop().setDefaultExecutor(counting);
            var listener = rig.listener();
            rig.run(tck.loop().createConnection(rig::protocol, "127.0.0.1", listener.port()));
            rig.closing(listener.accept());
            Expect.same("lookups of a literal address", 0, jobs.get());
            tck.step("a name, a service and an address with a zone");
            lookedUp(tck, rig, ConnectOptions.to(ScriptedNames.unknown(), 80), jobs);
            lookedUp(tck, rig, ConnectOptions.to("127.0.0.1", io.asyncio4j.net.Port.of("no-such-service")), jobs);
            lookedUp(tck, rig, ConnectOptions.to("fe80::1%no-such-interface", 80), jobs);
        } finally {
            counting.shutdown();
        }
    }

    @Rule(id = "CONN-09", needs = Capability.TCP)
    void noAddressIsAnIoError(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            String name = ScriptedNames.of();
            rig.failure(IOException.class, () -> tck.loop().createConnection(rig::protocol, name, 80));
            Expect.that("the name was looked up", ScriptedNames.lookups(name) > 0);
        }
    }

    private static void refused(RuleContext tck, TcpRig rig, ConnectOptions options) throws Exception {
        rig.failure(IllegalArgumentException.class, () -> tck.loop().createConnection(() -> {
            throw new AssertionError("the factory was called");
        }, options));
    }

    private static void lookedUp(RuleContext tck, TcpRig rig, ConnectOptions options, AtomicInteger jobs)
            throws Exception {
        int before = jobs.get();
        rig.failure(IOException.class, () -> tck.loop().createConnection(rig::protocol, options));
        Expect.that("lookups of " + options.host() + " port " + options.port() + " go to the executor",
                jobs.get() > before);
    }
}
