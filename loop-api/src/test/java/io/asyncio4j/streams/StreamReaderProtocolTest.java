// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import static io.asyncio4j.testing.Programs.run;
import static io.asyncio4j.testing.Programs.runAndReport;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.testing.FakeTransport;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamReaderProtocolTest {

    /** What a loop would have made for one connection. */
    private static final class Wired {
        final FakeTransport transport;
        final StreamReader reader = new StreamReader(Asyncio.getRunningLoop());
        final StreamReaderProtocol protocol;
        final StreamWriter writer;

        Wired(FakeTransport transport, ConnectionHandler handler) {
            this.transport = transport;
            this.protocol = new StreamReaderProtocol(reader, handler, Asyncio.getRunningLoop());
            this.writer = new StreamWriter(transport, protocol, reader, Asyncio.getRunningLoop());
            protocol.connectionMade(transport);
        }

        Wired() {
            this(new FakeTransport(), null);
        }
    }

    private static void settle() {
        for (int i = 0; i < 5; i++) {
            Asyncio.sleep(0);
        }
    }

    @Nested
    class Handler {

        @Test
        void runsAsATaskOfItsOwn() {
            run(() -> {
                List<String> log = new ArrayList<>();
                Wired wired = new Wired(new FakeTransport(), (reader, writer) -> {
                    log.add("begins");
                    writer.write(reader.readLine());
                    writer.close();
                });
                log.add("connection made");
                wired.protocol.dataReceived("hello\n".getBytes());
                settle();
                assertEquals(List.of("connection made", "begins"), log);
                assertEquals(List.of("write hello\n", "close"), wired.transport.log);
            });
        }

        @Test
        void failureIsReportedAndClosesTheConnection() {
            IOException broken = new IOException("broken");
            FakeTransport transport = new FakeTransport();
            List<ExceptionContext> reports = runAndReport(() -> {
                new Wired(transport, (reader, writer) -> {
                    throw broken;
                });
                settle();
            });
            assertEquals(List.of("close"), transport.log);
            assertEquals(1, reports.size());
            ExceptionContext report = reports.get(0);
            assertEquals("Unhandled exception in client_connected_cb", report.message());
            assertSame(broken, report.exception());
            assertSame(transport, report.transport());
        }

        @Test
        void cancellationClosesWithoutAReport() {
            run(() -> {
                Wired wired = new Wired(new FakeTransport(), (reader, writer) -> reader.read(1));
                settle();
                for (Task<?> task : Asyncio.allTasks()) {
                    if (task != Asyncio.currentTask()) {
                        task.cancel();
                    }
                }
                settle();
                assertEquals(List.of("close"), wired.transport.log);
            });
        }

        @Test
        void returningLeavesTheConnectionOpen() {
            run(() -> {
                Wired wired = new Wired(new FakeTransport(), (reader, writer) -> {});
                settle();
                assertEquals(List.of(), wired.transport.log);
            });
        }

        @Test
        void refusingTaskFactoryAbortsTheConnection() {
            run(() -> {
                Asyncio.getRunningLoop().setTaskFactory(new io.asyncio4j.tasks.TaskFactory() {
                    @Override
                    public <T> Task<T> newTask(
                            io.asyncio4j.events.AbstractEventLoop loop,
                            io.asyncio4j.tasks.Coroutine<T> body,
                            io.asyncio4j.tasks.TaskOptions options) {
                        throw new IllegalStateException("no tasks today");
                    }
                });
                FakeTransport transport = new FakeTransport();
                assertThrows(
                        IllegalStateException.class, () -> new Wired(transport, (reader, writer) -> {}));
                assertEquals(List.of("abort"), transport.log);
                Asyncio.getRunningLoop().setTaskFactory(null);
            });
        }
    }

    @Nested
    class EndOfStream {

        @Test
        void plainConnectionsStayOpenForWriting() {
            run(() -> {
                Wired wired = new Wired();
                assertTrue(wired.protocol.eofReceived());
                assertTrue(wired.reader.atEof());
            });
        }

        @Test
        void tlsConnectionsClose() {
            run(() -> {
                FakeTransport tls = new FakeTransport(Map.of("sslcontext", TlsContext.forClient()));
                assertFalse(new Wired(tls, null).protocol.eofReceived());
            });
        }

        @Test
        void cleanLossLetsTheBufferBeRead() {
            run(() -> {
                Wired wired = new Wired();
                wired.protocol.dataReceived("abc".getBytes());
                wired.protocol.connectionLost(null);
                assertEquals("abc", new String(wired.reader.read()));
                wired.writer.waitClosed();
                wired.writer.waitClosed();
            });
        }

        @Test
        void lossWithAnErrorIsThrownByReadDrainAndWaitClosed() {
            run(() -> {
                Wired wired = new Wired();
                IOException lost = new IOException("lost");
                Task<?> waits = Asyncio.createTask(() -> wired.writer.waitClosed());
                Asyncio.sleep(0);
                wired.protocol.connectionLost(lost);
                assertSame(lost, assertThrows(IOException.class, wired.reader::read));
                assertSame(lost, assertThrows(IOException.class, wired.writer::drain));
                assertSame(lost, assertThrows(IOException.class, wired.writer::waitClosed));
                assertSame(lost, assertThrows(IOException.class, waits::await));
            });
        }

        @Test
        void cancelledWaitClosedHarmsNobody() {
            run(() -> {
                Wired wired = new Wired();
                Task<?> impatient = Asyncio.createTask(() -> wired.writer.waitClosed());
                Task<?> patient = Asyncio.createTask(() -> wired.writer.waitClosed());
                Asyncio.sleep(0);
                impatient.cancel();
                assertThrows(CancelledError.class, impatient::await);
                wired.protocol.connectionLost(null);
                patient.await();
            });
        }
    }

    @Nested
    class Drain {

        @Test
        void returnsAtOnceUnlessPaused() {
            run(() -> {
                Wired wired = new Wired();
                List<String> log = new ArrayList<>();
                Asyncio.getRunningLoop().callSoon(() -> log.add("another iteration"));
                wired.writer.drain();
                assertEquals(List.of(), log);
            });
        }

        @Test
        void anyNumberOfTasksWaitsAndAllAreReleased() {
            run(() -> {
                Wired wired = new Wired();
                wired.protocol.pauseWriting();
                Task<?> first = Asyncio.createTask(() -> wired.writer.drain());
                Task<?> second = Asyncio.createTask(() -> wired.writer.drain());
                Task<?> cancelled = Asyncio.createTask(() -> wired.writer.drain());
                settle();
                cancelled.cancel();
                settle();
                assertTrue(cancelled.cancelled());
                assertFalse(first.done() || second.done());
                wired.protocol.resumeWriting();
                first.await();
                second.await();
                wired.writer.drain();
            });
        }

        @Test
        void lossReleasesIt() {
            run(() -> {
                Wired clean = new Wired();
                clean.protocol.pauseWriting();
                Task<?> released = Asyncio.createTask(() -> clean.writer.drain());
                Wired failing = new Wired();
                failing.protocol.pauseWriting();
                Task<?> fails = Asyncio.createTask(() -> failing.writer.drain());
                settle();
                clean.protocol.connectionLost(null);
                IOException lost = new IOException("lost");
                failing.protocol.connectionLost(lost);
                released.await();
                assertSame(lost, assertThrows(IOException.class, fails::await));
                assertThrows(SocketException.class, clean.writer::drain);
            });
        }

        @Test
        void givesUpAnIterationOnAClosingTransport() {
            run(() -> {
                Wired wired = new Wired();
                wired.writer.close();
                Asyncio.getRunningLoop().callSoon(() -> wired.protocol.connectionLost(null));
                assertThrows(SocketException.class, wired.writer::drain);
            });
        }
    }

    @Test
    void writerDelegatesToTheTransport() {
        run(() -> {
            FakeTransport transport = new FakeTransport(Map.of("peername", "somebody"));
            Wired wired = new Wired(transport, null);
            wired.writer.write("ab".getBytes());
            wired.writer.write("xcdx".getBytes(), 1, 2);
            wired.writer.write(java.nio.ByteBuffer.wrap("ef".getBytes()));
            wired.writer.writelines(List.of("g".getBytes(), "h".getBytes()));
            wired.writer.writeEof();
            assertTrue(wired.writer.canWriteEof());
            assertFalse(wired.writer.isClosing());
            wired.writer.close();
            assertTrue(wired.writer.isClosing());
            assertEquals("somebody", wired.writer.getExtraInfo("peername"));
            assertEquals("none", wired.writer.getExtraInfo("sockname", "none"));
            assertSame(transport, wired.writer.transport());
            assertEquals(
                    List.of("write ab", "write cd", "write ef", "write g", "write h", "eof", "close"),
                    transport.log);
        });
    }

    @Test
    void badUseOfTheOpenersIsRefused() {
        assertThrows(IllegalStateException.class, () -> Streams.openConnection("127.0.0.1", 1));
        run(() -> {
            assertThrows(NullPointerException.class, () -> Asyncio.startServer(null, "127.0.0.1", 0));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Streams.startServer((reader, writer) -> {}, ListenOptions.at("127.0.0.1", 0), 0));
        });
    }
}
