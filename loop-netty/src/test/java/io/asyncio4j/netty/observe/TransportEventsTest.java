// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.diagnostics.JfrEvents;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What transports tell the flight recorder. */
@Timeout(60)
class TransportEventsTest {

    @TempDir
    Path folder;

    private static void program(NettyEventLoop loop) throws Exception {
        loop.setExceptionHandler((where, report) -> {});
        Server secure = loop.createServer(
                () -> new Protocol() {},
                ListenOptions.at("127.0.0.1", 0).tls(TestIdentity.LOCALHOST.server()))
                .await();
        Transport client = loop.createConnection(
                () -> new Protocol() {},
                ConnectOptions.to("127.0.0.1", port(secure))
                        .tls(TestIdentity.AUTHORITY.trusting())
                        .serverHostname("localhost"))
                .await()
                .transport();
        Asyncio.sleep(0.05);
        client.close();
        secure.close();
        secure.waitClosed().await();
        Server broken = loop.createServer(
                () -> {
                    throw new IllegalStateException("no protocol in this test");
                },
                ListenOptions.at("127.0.0.1", 0))
                .await();
        Transport refused = loop.createConnection(
                () -> new Protocol() {}, ConnectOptions.to("127.0.0.1", port(broken)))
                .await()
                .transport();
        while (!refused.isClosing()) {
            Asyncio.sleep(0.001);
        }
        Asyncio.sleep(0.01);
        broken.close();
    }

    private static int port(Server server) throws IOException {
        return ((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort();
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.asyncio4j." + name))
                .toList();
    }

    @Test
    void connectionsHandshakesAndAcceptFailuresAreRecorded() throws Exception {
        Path file = folder.resolve("run.jfr");
        JfrEvents.enable();
        try (Recording recording = new Recording();
                NettyEventLoop loop = NettyEventLoop.create()) {
            recording.enable("io.asyncio4j.ConnectionMade");
            recording.enable("io.asyncio4j.ConnectionLost");
            recording.start();
            loop.runUntilComplete(loop.createTask(() -> program(loop)));
            recording.stop();
            recording.dump(file);
        } finally {
            JfrEvents.disable();
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertEquals(2, of(events, "TlsHandshake").size());
        for (RecordedEvent handshake : of(events, "TlsHandshake")) {
            assertTrue(handshake.getDuration("took").toNanos() > 0, handshake::toString);
            assertEquals(null, handshake.getString("error"));
        }
        assertEquals(3, of(events, "ConnectionMade").size());
        assertEquals(3, of(events, "ConnectionLost").size());
        assertEquals(1, of(events, "AcceptFailure").size());
        assertTrue(of(events, "AcceptFailure").getFirst().getString("error").contains("no protocol in this test"));
    }
}
