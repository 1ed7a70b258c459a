// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no rule asks for, and a good loop does: it sleeps while there is nothing to do, and keeps nothing at its end. */
@Timeout(60)
final class SelectorLoopTest {

    private final List<BaseTransport> transports = new ArrayList<>();

    /** Keeps the connection open when the peer has sent all. */
    private final class KeepsOpen implements Protocol {
        @Override
        public void connectionMade(BaseTransport transport) {
            transports.add(transport);
        }

        @Override
        public boolean eofReceived() {
            return true;
        }
    }

    private int openEverything(SelectorLoop loop) throws Exception {
        Server server = loop.runUntilComplete(loop.createServer(KeepsOpen::new, "127.0.0.1", 0));
        int port = ((InetSocketAddress) Objects.requireNonNull(server.sockets().getFirst().getsockname())).getPort();
        for (int i = 0; i < 3; i++) {
            loop.runUntilComplete(loop.createConnection(KeepsOpen::new, "127.0.0.1", port));
        }
        loop.runUntilComplete(
                loop.createDatagramEndpoint(() -> new DatagramProtocol() {}, DatagramOptions.at("127.0.0.1", 0)));
        while (transports.size() < 6) {
            loop.callLater(0.001, loop::stop);
            loop.runForever();
        }
        return transports.size() + 2;
    }

    @Test
    void sleepsWhatEverStateItsConnectionsAreIn() throws Exception {
        try (SelectorLoop loop = new SelectorLoop(TaskCarrier.automatic())) {
            openEverything(loop);
            // Half-closed by the peer; paused with data waiting; paused with an end waiting and output that nobody reads.
            ((Transport) transports.get(0)).writeEof();
            ((Transport) transports.get(1)).pauseReading();
            ((Transport) transports.get(2)).pauseReading();
            for (BaseTransport transport : transports.subList(3, 6)) {
                ((Transport) transport).write(new byte[16 << 20]);
            }
            loop.callLater(0.2, loop::stop);
            loop.runForever();
            var threads = ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadCpuTime();
            loop.callLater(0.5, loop::stop);
            loop.runForever();
            long used = threads.getCurrentThreadCpuTime() - before;
            assertTrue(used < 100_000_000,
                    "while nothing happened for 500 ms the loop was busy for " + used / 1e6 + " ms");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LoopCarrier", "BatonCarrier"})
    void closesWhatIsOpenWhenItIsClosed(String carrier) throws Exception {
        SelectorLoop loop = new SelectorLoop(TaskCarrier.named(carrier));
        int open = openEverything(loop);
        assertEquals(open, loop.holdings().open());
        var pending = loop.createConnection(KeepsOpen::new, "127.0.0.1", 9);
        loop.setExceptionHandler((source, report) -> {});
        loop.close();
        assertEquals(0, loop.holdings().open());
        assertFalse(pending.done());
    }

    @Test
    void anInterruptIsThereAfterTheRunAndDisturbsNothingDuringIt() throws Exception {
        try (SelectorLoop loop = new SelectorLoop(TaskCarrier.automatic())) {
            Thread.currentThread().interrupt();
            double before = loop.time();
            loop.callLater(0.05, loop::stop);
            loop.runForever();
            assertTrue(loop.time() - before >= 0.05, "the run was cut short");
            assertTrue(Thread.interrupted(), "the interrupt was lost");
        }
    }
}
