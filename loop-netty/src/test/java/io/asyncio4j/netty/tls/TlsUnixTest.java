// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.netty.EachPoller;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.tck.harness.net.TestIdentity;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS over unix sockets, with ourselves and with openssl on the other side, in both roles. */
@Timeout(30)
@ParameterizedClass
@EnumSource(
        value = IoKind.class,
        names = {"NIO", "EPOLL", "IO_URING"})
class TlsUnixTest extends EachPoller {

    private static final int MUCH = 3_000_000;
    private static final List<String> CLEAN = List.of("made", "eof true", "lost null");

    @TempDir(factory = ShortPath.class)
    Path folder;

    /** s_server cannot say a path of 32 bytes or more, and ends. */
    private static final class ShortPath implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            return Files.createTempDirectory(Path.of("/tmp"), "s");
        }
    }

    private final List<Talk> accepted = new ArrayList<>();

    private Path socket() {
        return folder.resolve("s");
    }

    private String pem(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private Server serve(UnixListenOptions options) throws Exception {
        return loop.runUntilComplete(loop.createUnixServer(
                () -> {
                    Talk talk = new Talk();
                    talk.echo = true;
                    accepted.add(talk);
                    return talk;
                },
                options));
    }

    private Talk connect(TlsContext context) throws Exception {
        return loop.runUntilComplete(loop.createUnixConnection(
                Talk::new, UnixConnectOptions.to(socket()).tls(context).serverHostname("localhost")))
                .protocol();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void eitherSideEndsCleanly() throws Exception {
        try (Server server = serve(UnixListenOptions.at(socket()).tls(TestIdentity.LOCALHOST.server()))) {
            Talk first = connect(TestIdentity.AUTHORITY.trusting());
            first.transport().write(new byte[MUCH]);
            until(() -> first.bytes == MUCH);
            // Half of a TLS connection cannot be closed, over whatever socket.
            assertFalse(first.transport().canWriteEof());
            first.transport().close();
            until(() -> first.events.size() == 3 && accepted.getFirst().events.size() == 3);
            assertEquals(CLEAN, first.events);
            assertEquals(CLEAN, accepted.getFirst().events);
            Talk second = connect(TestIdentity.AUTHORITY.trusting());
            until(() -> accepted.size() == 2);
            accepted.get(1).transport().write(new byte[MUCH]);
            accepted.get(1).transport().close();
            until(() -> second.events.size() == 3 && accepted.get(1).events.size() == 3);
            assertEquals(MUCH, second.bytes);
            assertEquals(CLEAN, second.events);
            assertEquals(CLEAN, accepted.get(1).events);
            // Without a word of TLS, which can be told.
            Talk third = connect(TestIdentity.AUTHORITY.trusting());
            third.transport().write(text("x"));
            until(() -> third.bytes == 1);
            third.transport().abort();
            until(() -> accepted.get(2).events.size() == 3);
            assertEquals(List.of("made", "eof false", "lost null"), accepted.get(2).events);
        }
    }

    @Test
    void opensslClientIsServed() throws Exception {
        String ca = pem("ca.pem", TestIdentity.AUTHORITY.certificate().text());
        try (Server server = serve(UnixListenOptions.at(socket()).tls(TestIdentity.LOCALHOST.server()));
                Peer client = new Peer(List.of("openssl", "s_client", "-unix", socket().toString(), "-CAfile", ca,
                        "-verify_return_error", "-verify_hostname", "localhost", "-servername", "localhost"))) {
            client.send("hello\n");
            until(() -> client.isDone() || !accepted.isEmpty() && accepted.getFirst().bytes == 6);
            assertFalse(client.isDone(), client::output);
            client.send("Q\n");
            until(() -> client.isDone() && accepted.getFirst().events.size() == 3);
            assertEquals(0, client.status(), client::output);
            assertTrue(client.output().contains("Verify return code: 0 (ok)"), client.output());
            assertEquals(CLEAN, accepted.getFirst().events);
        }
    }

    @Test
    void opensslServesUs() throws Exception {
        String certificate = pem("server.pem", TestIdentity.LOCALHOST.certificate().text());
        String key = pem("server.key", TestIdentity.LOCALHOST.key().text());
        try (Peer server = new Peer(List.of("openssl", "s_server", "-unix", socket().toString(), "-cert", certificate,
                "-key", key, "-rev"))) {
            server.await(line -> line.startsWith("ACCEPT"));
            Talk first = connect(TestIdentity.AUTHORITY.trusting());
            first.transport().write(text("hello\n"));
            until(() -> first.data.toString().contains("olleh"));
            first.transport().close();
            until(() -> first.events.contains("lost null"));
            Talk second = connect(TestIdentity.AUTHORITY.trusting());
            second.transport().write(text("again\n"));
            until(() -> second.data.toString().contains("niaga"));
            server.kill();
            until(() -> second.events.size() == 3);
            assertEquals(List.of("made", "eof false", "lost null"), second.events);
        }
    }

    @Test
    void callbacksUpgradeBothSides() throws Exception {
        try (Server server = serve(UnixListenOptions.at(socket()))) {
            Talk client = loop.runUntilComplete(
                    loop.createUnixConnection(Talk::new, UnixConnectOptions.to(socket()))).protocol();
            client.transport().write(text("clear"));
            until(() -> client.data.toString().equals("clear"));
            Talk served = accepted.getFirst();
            var serving = loop.startTls(
                    served.transport(), served, TestIdentity.LOCALHOST.server(), TlsUpgradeOptions.SERVER);
            client.transport = loop.runUntilComplete(loop.startTls(
                    client.transport(), client, TestIdentity.AUTHORITY.trusting(),
                    TlsUpgradeOptions.CLIENT.serverHostname("localhost")));
            served.transport = loop.runUntilComplete(serving);
            client.transport().write(text(" secret"));
            until(() -> client.data.toString().equals("clear secret"));
            assertTrue(client.transport().getExtraInfo(ExtraInfo.CIPHER) != null);
            client.transport().close();
            until(() -> client.events.size() == 3 && served.events.size() == 3);
            assertEquals(CLEAN, client.events);
            assertEquals(CLEAN, served.events);
        }
    }

    @Test
    void streamsUpgradeBothSides() throws Exception {
        List<String> log = new ArrayList<>();
        loop.runUntilComplete(() -> {
            try (Server server = Asyncio.startUnixServer(
                    (reader, writer) -> {
                        log.add("served " + new String(reader.readLine(), StandardCharsets.ISO_8859_1).strip());
                        writer.startTls(TestIdentity.LOCALHOST.server());
                        log.add("served " + new String(reader.readLine(), StandardCharsets.ISO_8859_1).strip());
                        writer.write(text("answer\n"));
                        log.add("served to the end: " + reader.read().length);
                        writer.close();
                    },
                    UnixListenOptions.at(socket()))) {
                var streams = Asyncio.openUnixConnection(UnixConnectOptions.to(socket()));
                streams.writer().write(text("STARTTLS\n"));
                streams.writer().startTls(TestIdentity.AUTHORITY.trusting(), "localhost");
                streams.writer().write(text("secret\n"));
                log.add("got " + new String(streams.reader().readLine(), StandardCharsets.ISO_8859_1).strip());
                streams.writer().close();
                streams.writer().waitClosed();
            }
        });
        until(() -> log.size() == 4);
        assertEquals(List.of("served STARTTLS", "served secret", "got answer", "served to the end: 0"), log);
    }
}
