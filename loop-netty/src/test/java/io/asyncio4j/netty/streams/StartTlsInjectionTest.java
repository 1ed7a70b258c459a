// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.tck.harness.net.TestIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Who sits in the way of a connection that begins in clear may add commands or answers of his own before TLS begins. They must
 * never be taken for something that came over TLS.
 */
@Timeout(60)
class StartTlsInjectionTest {

    private static int portOf(Server server) throws IOException {
        return ((InetSocketAddress) server.sockets().get(0).getsockname()).getPort();
    }

    /** Upgrades, and notes all that can be read afterwards. */
    private static void upgrade(StreamReader reader, StreamWriter writer, Upgrade upgrade, List<String> log) {
        log.add("upgrade fails " + assertThrows(IOException.class, upgrade::run).getClass().getName());
        try {
            log.add("reads '" + new String(reader.read(), UTF_8) + "'");
        } catch (IOException lost) {
            log.add("reads nothing");
        }
        assertTrue(writer.isClosing());
    }

    private interface Upgrade {
        void run() throws IOException;
    }

    private static void assertNothingRead(List<String> log) {
        assertEquals(2, log.size(), log::toString);
        assertTrue(log.get(0).startsWith("upgrade fails "), log::toString);
        assertTrue(log.get(1).equals("reads nothing") || log.get(1).equals("reads ''"), log::toString);
    }

    @Test
    void answersThatCameInClearAreNotReadOverTls() {
        List<String> log = new ArrayList<>();
        Asyncio.run(() -> {
            try (Server server = Asyncio.startServer((reader, writer) -> {
                reader.readLine();
                writer.write("go\ninjected answer\n".getBytes(UTF_8));
                // Whatever else comes is of no interest: this peer does not speak TLS.
                reader.read();
                writer.close();
            }, "127.0.0.1", 0);
                    StreamConnection client = Asyncio.openConnection("127.0.0.1", portOf(server))) {
                client.writer().write("STARTTLS\n".getBytes(UTF_8));
                assertEquals("go\n", new String(client.reader().readLine(), UTF_8));
                upgrade(client.reader(), client.writer(),
                        () -> client.writer().startTls(TestIdentity.AUTHORITY.trusting(), "localhost"), log);
            }
        });
        assertNothingRead(log);
    }

    @Test
    void commandsThatCameInClearAreNotReadOverTls() {
        List<String> log = new ArrayList<>();
        Asyncio.run(() -> {
            try (Server server = Asyncio.startServer((reader, writer) -> {
                assertEquals("STARTTLS\n", new String(reader.readLine(), UTF_8));
                upgrade(reader, writer, () -> writer.startTls(TestIdentity.LOCALHOST.server()), log);
            }, "127.0.0.1", 0);
                    StreamConnection client = Asyncio.openConnection("127.0.0.1", portOf(server))) {
                client.writer().write("STARTTLS\ninjected command\n".getBytes(UTF_8));
                try {
                    client.reader().read();
                } catch (IOException lost) {
                    // The server has given up, which is what this waits for.
                }
            }
        });
        assertNothingRead(log);
    }
}
