// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsSettings;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.testing.FakeTransport;
import io.asyncio4j.testing.ParkingLoop;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What streams ask of a loop, and what they do when it takes its time. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamsOnLoopsTest {

    private static final TlsContext CONTEXT = TlsContext.forClient();

    /** Its futures are completed by the test. */
    private static final class SlowLoop extends ParkingLoop {
        @Nullable Future<Transport> upgrade;
        @Nullable TlsUpgradeOptions options;
        @Nullable Future<?> connecting;

        @Override
        public Future<Transport> startTls(
                Transport transport, BaseProtocol protocol, TlsContext context, TlsUpgradeOptions given) {
            options = given;
            upgrade = createFuture();
            return upgrade;
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                Supplier<P> factory, ConnectOptions given) {
            Future<Connection<Transport, P>> future = createFuture();
            connecting = future;
            return future;
        }
    }

    private final SlowLoop loop = new SlowLoop();
    private final FakeTransport plain = new FakeTransport();
    private final FakeTransport tls = new FakeTransport(Map.of("sslcontext", CONTEXT));
    private final StreamReader reader = new StreamReader(5, loop);

    private StreamWriter writer(@Nullable ConnectionHandler handler) {
        StreamReaderProtocol protocol = new StreamReaderProtocol(reader, handler, loop);
        StreamWriter writer = new StreamWriter(plain, protocol, reader, loop);
        if (handler == null) {
            protocol.connectionMade(plain);
        }
        return writer;
    }

    private void run(CoroutineAction body) throws Exception {
        try (loop) {
            loop.runUntilComplete(body);
        }
    }

    private Task<?> upgrading(StreamWriter writer, TlsSettings settings) {
        Task<?> task = Asyncio.createTask(() -> writer.startTls(CONTEXT, settings));
        Asyncio.sleep(0);
        assertNotNull(loop.upgrade);
        return task;
    }

    @Test
    void readerAndWriterGoOnOverTheNewTransport() throws Exception {
        run(() -> {
            StreamWriter writer = writer(null);
            Task<?> upgrading = upgrading(writer, TlsSettings.NONE.serverHostname("example.org").handshakeTimeout(7));
            assertFalse(loop.options.serverSide());
            assertEquals("example.org", loop.options.tls().serverHostname());
            assertEquals(7, loop.options.tls().handshakeTimeoutSeconds());
            assertFalse(loop.options.readAhead().hasRemaining());
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> writer.write("clear".getBytes(UTF_8)));
            assertTrue(refused.getMessage().startsWith("write: startTls is under way"), refused.getMessage());
            assertThrows(IllegalStateException.class, () -> writer.startTls(CONTEXT));
            loop.upgrade.setResult(tls);
            upgrading.await();
            writer.write("secret".getBytes(UTF_8));
            reader.feedData("more than twice the limit".getBytes(UTF_8));
            assertSame(tls, writer.transport());
            assertEquals(List.of("write secret", "pause"), tls.log);
            assertEquals(List.of(), plain.log);
        });
    }

    @Test
    void whatWasReadAheadInClearGoesToTlsAndIsNeverRead() throws Exception {
        run(() -> {
            StreamWriter writer = writer(null);
            reader.feedData("ok\nclear".getBytes(UTF_8));
            reader.feedData(" and more".getBytes(UTF_8));
            reader.readLine();
            Task<?> upgrading = upgrading(writer, TlsSettings.NONE);
            assertEquals("clear and more", UTF_8.decode(loop.options.readAhead()).toString());
            Task<byte[]> reading = Asyncio.createTask(() -> reader.read(100));
            loop.upgrade.setResult(tls);
            upgrading.await();
            reader.feedData("secret".getBytes(UTF_8));
            assertEquals("secret", new String(reading.await(), UTF_8));
        });
    }

    @Test
    void streamOfAServerPlaysTheServerAndIsClosedByItsHandlersEnd() throws Exception {
        run(() -> {
            StreamReaderProtocol protocol = new StreamReaderProtocol(reader, (input, output) -> {
                output.startTls(CONTEXT);
                throw new CancelledError(null);
            }, loop);
            protocol.connectionMade(plain);
            Asyncio.sleep(0);
            assertTrue(loop.options.serverSide());
            loop.upgrade.setResult(tls);
            for (int i = 0; i < 3; i++) {
                Asyncio.sleep(0);
            }
            assertEquals(List.of("close"), tls.log);
            assertFalse(protocol.eofReceived());
        });
    }

    @Test
    void failedHandshakeIsThrownAndWritingIsTheTransportsMatterAgain() throws Exception {
        run(() -> {
            StreamWriter writer = writer(null);
            Task<?> upgrading = upgrading(writer, TlsSettings.NONE);
            IOException failed = new IOException("handshake failed");
            loop.upgrade.setException(failed);
            assertSame(failed, assertThrows(IOException.class, upgrading::await));
            assertSame(plain, writer.transport());
            writer.write("dropped by a closed transport".getBytes(UTF_8));
        });
    }

    @Test
    void cancellationAtTheLastMomentAbortsTheUpgradedTransport() throws Exception {
        run(() -> {
            Task<?> upgrading = upgrading(writer(null), TlsSettings.NONE);
            loop.upgrade.setResult(tls);
            upgrading.cancel();
            assertThrows(CancelledError.class, upgrading::await);
            assertEquals(List.of("abort"), tls.log);
        });
    }

    @Test
    @SuppressWarnings("unchecked")
    void cancellationAtTheLastMomentClosesANewConnection() throws Exception {
        run(() -> {
            Task<?> opening = Asyncio.createTask(() -> {
                Streams.openConnection("127.0.0.1", 1);
            });
            Asyncio.sleep(0);
            ((Future<Connection<Transport, BaseProtocol>>) loop.connecting)
                    .setResult(new Connection<>(plain, new BaseProtocol() {}));
            opening.cancel();
            assertThrows(CancelledError.class, opening::await);
            assertEquals(List.of("close"), plain.log);
        });
    }

    @Test
    void lackOfUnixSocketsAndOfTlsIsNamed() throws Exception {
        try (ParkingLoop bare = new ParkingLoop()) {
            bare.runUntilComplete(() -> {
                String message = assertThrows(UnsupportedOperationException.class,
                        () -> Asyncio.openUnixConnection(java.nio.file.Path.of("socket"))).getMessage();
                assertTrue(message.contains("createUnixConnection"), message);
                message = assertThrows(UnsupportedOperationException.class,
                        () -> Asyncio.startUnixServer((input, output) -> {}, java.nio.file.Path.of("socket")))
                        .getMessage();
                assertTrue(message.contains("createUnixServer"), message);
            });
        }
    }
}
