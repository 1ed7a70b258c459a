// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.strm;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.Server;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.TcpRig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** startServer: the handler of connections and its end. */
final class StreamServerRules {

    private static final String REPORT = "Unhandled exception in client_connected_cb";

    @Rule(
            id = "STRM-33",
            needs = {Capability.TCP, Capability.TASKS},
            note = "Direct style: a handler that never suspends is the plain function.")
    void handlerGetsReaderAndWriterInATaskOfItsOwn(RuleContext tck) throws Exception {
        Set<Task<?>> tasks = new HashSet<>();
        try (StreamRig rig = new StreamRig(tck)) {
            Server echo = rig.serve((reader, writer) -> {
                tasks.add(Task.current());
                byte[] line = reader.readLine();
                writer.write(line);
                writer.drain();
                writer.close();
            });
            List<RawPeer> peers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                peers.add(rig.tcp.peer(TcpRig.address(echo)));
            }
            tck.runUntil("three handlers wait", () -> tasks.size() == 3);
            for (int i = 2; i >= 0; i--) {
                peers.get(i).send(i + "\n");
                tck.log.add("peer reads " + rig.tcp.readToEnd(peers.get(i)).strip());
            }
            tck.log.expect("peer reads 2", "peer reads 1", "peer reads 0");
            tck.log.clear();
            tck.step("a handler that does not suspend");
            Server plain = rig.serve((reader, writer) -> {
                tck.log.add("plain handler");
                writer.write(TcpRig.bytes("hello"));
            });
            RawPeer peer = rig.tcp.peer(TcpRig.address(plain));
            Expect.same("what the peer reads", "hello", rig.tcp.read(peer, 5));
            rig.tcp.settle();
            Expect.same("whether the end of the handler closed the connection", false, peer.sawEnd());
            tck.log.expect("plain handler");
        }
    }

    @Rule(id = "STRM-34", needs = {Capability.TCP, Capability.TASKS})
    void errorOfTheHandlerIsReportedAndClosesTheConnection(RuleContext tck) throws Exception {
        fails(tck, new IOException("boom"));
    }

    @Rule(
            id = "STRM-36",
            needs = {Capability.TCP, Capability.TASKS},
            note = "A handler here is always a coroutine; CPython's plain function is one that never suspends.")
    void errorOfAHandlerThatNeverSuspendedIsReported(RuleContext tck) throws Exception {
        List<StreamWriter> writers = new ArrayList<>();
        IllegalStateException boom = new IllegalStateException("boom");
        try (StreamRig rig = new StreamRig(tck)) {
            Server server = rig.serve((reader, writer) -> {
                writers.add(writer);
                writer.write(TcpRig.bytes("last words"));
                throw boom;
            });
            RawPeer peer = rig.tcp.peer(TcpRig.address(server));
            Expect.same("what the peer reads", "last words", rig.tcp.read(peer, 10));
            rig.tcp.settle();
            Expect.same("the exception of the report", boom, tck.expectReport().exception());
            boolean open = !rig.tcp.call(writers.get(0)::isClosing);
            tck.outcomes.saw(open, "the connection stays open", "the connection is closed");
            if (open) {
                rig.tcp.act(() -> {
                    writers.get(0).write(TcpRig.bytes("still open"));
                    writers.get(0).close();
                });
            }
            Expect.same("the rest that the peer reads", open ? "still open" : "", rig.tcp.readToEnd(peer));
        }
    }

    private static void fails(RuleContext tck, Exception boom) throws Exception {
        List<StreamWriter> writers = new ArrayList<>();
        try (StreamRig rig = new StreamRig(tck)) {
            Server server = rig.serve((reader, writer) -> {
                writers.add(writer);
                writer.write(TcpRig.bytes("last words"));
                reader.readLine();
                throw boom;
            });
            RawPeer peer = rig.tcp.peer(TcpRig.address(server));
            Expect.same("what the peer reads", "last words", rig.tcp.read(peer, 10));
            peer.send("\n");
            Expect.same("what the peer reads", "", rig.tcp.readToEnd(peer));
            ExceptionContext report = tck.expectReport();
            Expect.same("the message of the report", REPORT, report.message());
            Expect.same("the exception of the report", boom, report.exception());
            Expect.same("the transport of the report", writers.get(0).transport(), report.transport());
            Expect.same("isClosing", true, rig.tcp.call(writers.get(0)::isClosing));
        }
    }

    @Rule(id = "STRM-35", needs = {Capability.TCP, Capability.TASKS})
    void cancellationOfTheHandlerClosesTheConnectionSilently(RuleContext tck) throws Exception {
        List<Task<?>> tasks = new ArrayList<>();
        try (StreamRig rig = new StreamRig(tck)) {
            Server server = rig.serve((reader, writer) -> {
                tasks.add(Task.current());
                reader.readLine();
            });
            RawPeer peer = rig.tcp.peer(TcpRig.address(server));
            tck.runUntil("the handler waits", () -> !tasks.isEmpty());
            rig.tcp.act(tasks.get(0)::cancel);
            Expect.same("what the peer reads", "", rig.tcp.readToEnd(peer));
            Expect.same("cancelled", true, tasks.get(0).cancelled());
            Expect.same("reports", List.of(), tck.reports());
        }
    }
}
