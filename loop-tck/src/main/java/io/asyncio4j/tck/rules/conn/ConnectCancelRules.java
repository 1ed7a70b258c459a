// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.conn;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.OpenSockets;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.ScriptedNames;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Connections that are given up on the way. */
final class ConnectCancelRules {

    @Rule(
            id = "CONN-12",
            needs = Capability.TCP,
            note = "Cancellation stands for all errors that are not of I/O; none of the others can be brought about from outside.")
    void cancellationEndsTheWholeAttempt(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener next = rig.listener("127.0.0.3", 0);
            rig.fullListener("127.0.0.2", next.port());
            String name = ScriptedNames.of("127.0.0.2", "127.0.0.3");
            rig.settle();
            int before = OpenSockets.count();
            CoroutineAction body = () -> tck.loop().createConnection(rig::protocol, name, next.port()).await();
            Task<?> task = rig.call(() -> tck.loop().createTask(body));
            tck.runUntil("the first address is being tried", () -> sockets() > before);
            rig.act(task::cancel);
            Expect.failure(CancelledError.class, () -> rig.run(task));
            tck.runUntil("its socket is closed", () -> sockets() == before);
            rig.settle();
            Expect.that("the next address was not tried", !next.wasTried());
            tck.log.expect();
        }
    }

    @Rule(id = "CONN-24", needs = {Capability.TCP, Capability.EXACT_DESCRIPTORS})
    void cancelledConnectLeavesNothing(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener full = rig.fullListener("127.0.0.2", 0);
            rig.settle();
            int before = OpenSockets.count();
            int channels = tck.subject().openChannels(tck.loop());
            Future<?> pending = rig.call(() -> tck.loop().createConnection(() -> {
                tck.log.add("factory");
                return rig.protocol();
            }, TcpRig.to(full)));
            tck.runUntil("the connect is under way", () -> sockets() > before);
            Expect.same("whether it could be cancelled", true, rig.call(pending::cancel));
            Expect.failure(CancelledError.class, () -> rig.run(pending));
            tck.runUntil("its socket is closed", () -> sockets() == before);
            Expect.same("channels of the loop", channels, tck.subject().openChannels(tck.loop()));
            tck.log.expect();
        }
    }

    @Rule(id = "CONN-25", needs = Capability.TCP)
    void cancelledAfterTheConnectTheProtocolSeesMadeAndLost(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener listener = rig.listener();
            tck.step("cancel between the factory and connectionMade");
            AtomicReference<@Nullable Future<?>> pending = new AtomicReference<>();
            RecordingProtocol first = rig.protocol();
            cancelled(tck, rig, listener, pending, () -> {
                tck.log.add("factory");
                tck.loop().callSoon(() -> cancel(pending));
                return first;
            });
            rig.untilLost(first);
            tck.log.expect("factory", "made", "lost:null");
            Expect.same("what the peer reads", "", rig.readToEnd(rig.closing(listener.accept())));
            tck.step("cancel inside connectionMade");
            tck.log.clear();
            RecordingProtocol second = rig.protocol().onMade(transport -> cancel(pending));
            cancelled(tck, rig, listener, pending, () -> second);
            rig.untilLost(second);
            tck.log.expect("made", "lost:null");
            Expect.same("what the peer reads", "", rig.readToEnd(rig.closing(listener.accept())));
        }
    }

    @Rule(id = "CONN-26", needs = Capability.TCP)
    void factoryThatThrowsFailsTheCallAndClosesTheSocket(RuleContext tck) throws Exception {
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener listener = rig.listener();
            IllegalStateException boom = new IllegalStateException("no protocol today");
            ConnectOptions options = TcpRig.to(listener);
            IllegalStateException error = rig.failure(
                    IllegalStateException.class, () -> tck.loop().<RecordingProtocol>createConnection(() -> {
                        throw boom;
                    }, options));
            Expect.same("the error", boom, error);
            RawPeer peer = rig.closing(listener.accept());
            Expect.same("what the peer reads", "", rig.readToEnd(peer));
        }
    }

    private static void cancelled(
            RuleContext tck,
            TcpRig rig,
            RawListener listener,
            AtomicReference<@Nullable Future<?>> pending,
            java.util.function.Supplier<RecordingProtocol> factory)
            throws Exception {
        Future<Connection<Transport, RecordingProtocol>> future = rig.call(() -> {
            Future<Connection<Transport, RecordingProtocol>> made =
                    tck.loop().createConnection(factory, TcpRig.to(listener));
            pending.set(made);
            return made;
        });
        Expect.failure(CancelledError.class, () -> rig.run(future));
    }

    private static void cancel(AtomicReference<@Nullable Future<?>> pending) {
        Future<?> future = pending.get();
        if (future != null) {
            future.cancel();
        }
    }

    private static int sockets() {
        try {
            return OpenSockets.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
