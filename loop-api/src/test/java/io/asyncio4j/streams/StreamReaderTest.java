// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.testing.FakeTransport;
import io.asyncio4j.testing.ParkingLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamReaderTest {

    private interface Scenario {
        void run(StreamReader reader) throws Exception;
    }

    private static void with(int limit, Scenario scenario) {
        run(() -> scenario.run(new StreamReader(limit, Asyncio.getRunningLoop())));
    }

    private static void with(Scenario scenario) {
        with(StreamReader.DEFAULT_LIMIT, scenario);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }

    private static void feed(StreamReader reader, String... pieces) {
        for (String piece : pieces) {
            reader.feedData(bytes(piece));
        }
    }

    /** Starts a read that waits. */
    private static Task<String> start(io.asyncio4j.tasks.Coroutine<byte[]> read) {
        Task<String> task = Asyncio.createTask(() -> text(read.run()));
        Asyncio.sleep(0);
        assertFalse(task.done());
        return task;
    }

    @Test
    void limitMustBePositive() {
        try (ParkingLoop loop = new ParkingLoop()) {
            assertThrows(IllegalArgumentException.class, () -> new StreamReader(0, loop));
            assertThrows(IllegalArgumentException.class, () -> new StreamReader(-1, loop));
        }
    }

    @Nested
    class Read {

        @Test
        void returnsWhatIsThere() {
            with(reader -> {
                feed(reader, "abc", "def");
                assertEquals("abcd", text(reader.read(4)));
                assertEquals("ef", text(reader.read(4)));
            });
        }

        @Test
        void waitsForTheFirstByte() {
            with(reader -> {
                Task<String> read = start(() -> reader.read(100));
                feed(reader, "abc");
                assertEquals("abc", read.await());
            });
        }

        @Test
        void zeroIsAnsweredAtOnce() {
            with(reader -> assertEquals(0, reader.read(0).length));
        }

        @Test
        void isEmptyAtTheEndOnly() {
            with(reader -> {
                Task<String> read = start(() -> reader.read(100));
                reader.feedEof();
                assertEquals("", read.await());
                assertEquals("", text(reader.read(1)));
            });
        }

        @Test
        void readsToTheEndWhateverTheLimitIs() {
            with(3, reader -> {
                FakeTransport transport = new FakeTransport();
                reader.setTransport(transport);
                Task<String> read = start(reader::read);
                feed(reader, "abcdefgh");
                Asyncio.sleep(0);
                feed(reader, "ij");
                reader.feedEof();
                assertEquals("abcdefghij", read.await());
                assertEquals(List.of("pause", "resume", "pause", "resume"), transport.log);
                assertTrue(reader.atEof());
            });
        }

        @Test
        void arrayThatFitsIsNotCopied() {
            with(reader -> {
                byte[] data = new byte[1000];
                reader.feedData(data);
                assertSame(data, reader.read(65_536));
            });
        }

        @Test
        void secondReadIsRefusedAndTheFirstGoesOn() {
            with(reader -> {
                Task<String> first = start(() -> reader.read(10));
                IllegalStateException refused =
                        assertThrows(IllegalStateException.class, () -> reader.readLine());
                assertTrue(refused.getMessage().startsWith("readLine: called while another coroutine"));
                feed(reader, "abc");
                assertEquals("abc", first.await());
            });
        }

        @Test
        void cancelledReadLosesNothing() {
            with(reader -> {
                Task<String> read = start(() -> reader.readExactly(6));
                feed(reader, "abc");
                Asyncio.sleep(0);
                Asyncio.sleep(0);
                read.cancel();
                assertThrows(CancelledError.class, read::await);
                feed(reader, "def");
                assertEquals("abcdef", text(reader.readExactly(6)));
            });
        }

        @Test
        void outsideACoroutineTheMethodIsNamed() {
            try (ParkingLoop loop = new ParkingLoop()) {
                StreamReader reader = new StreamReader(loop);
                IllegalStateException refused =
                        assertThrows(IllegalStateException.class, () -> reader.readExactly(1));
                assertTrue(refused.getMessage().startsWith("readExactly: called outside a coroutine"));
            }
        }
    }

    @Nested
    class ReadLine {

        @Test
        void returnsLinesAndThenTheRest() {
            with(reader -> {
                feed(reader, "one\ntwo\nth", "ree\nfour");
                reader.feedEof();
                assertEquals("one\n", text(reader.readLine()));
                assertEquals("two\n", text(reader.readLine()));
                assertEquals("three\n", text(reader.readLine()));
                assertEquals("four", text(reader.readLine()));
                assertEquals("", text(reader.readLine()));
            });
        }

        @Test
        void waitsForTheNewline() {
            with(reader -> {
                feed(reader, "ab");
                Task<String> read = start(reader::readLine);
                feed(reader, "c");
                Asyncio.sleep(0);
                feed(reader, "d\nrest");
                assertEquals("abcd\n", read.await());
                assertEquals("rest", text(reader.read(10)));
            });
        }

        @Test
        void limitCountsWhatIsBeforeTheNewline() {
            with(4, reader -> {
                feed(reader, "1234\n");
                assertEquals("1234\n", text(reader.readLine()));
                feed(reader, "12345\nnext\n");
                assertThrows(IllegalArgumentException.class, reader::readLine);
                assertEquals("next\n", text(reader.readLine()));
            });
        }

        @Test
        void tooLongWithoutNewlineDropsTheBuffer() {
            with(4, reader -> {
                feed(reader, "123");
                Task<String> read = start(reader::readLine);
                feed(reader, "45");
                assertThrows(IllegalArgumentException.class, read::await);
                feed(reader, "6\n");
                assertEquals("6\n", text(reader.readLine()));
            });
        }
    }

    @Nested
    class ReadUntil {

        @Test
        void findsASeparatorThatCameInPieces() {
            with(reader -> {
                feed(reader, "a-", "b-", "-");
                Task<String> read = start(() -> reader.readUntil(bytes("-->")));
                feed(reader, ">", "x");
                assertEquals("a-b-->", read.await());
                assertEquals("x", text(reader.read(1)));
            });
        }

        @Test
        void emptySeparatorIsRefused() {
            with(reader -> assertThrows(IllegalArgumentException.class, () -> reader.readUntil(bytes(""))));
        }

        @Test
        void endOfStreamGivesThePartialData() {
            with(reader -> {
                feed(reader, "abc");
                reader.feedEof();
                IncompleteReadException incomplete =
                        assertThrows(IncompleteReadException.class, () -> reader.readUntil(bytes(";")));
                assertEquals("abc", text(incomplete.partial()));
                assertNull(incomplete.expected());
                assertTrue(reader.atEof());
            });
        }

        @Test
        void lastChunkMayCompleteTheSeparatorAtTheEnd() {
            with(reader -> {
                Task<String> read = start(reader::readUntil);
                feed(reader, "abc\n");
                reader.feedEof();
                assertEquals("abc\n", read.await());
            });
        }

        @Test
        void foundBeyondTheLimitLeavesTheData() {
            with(3, reader -> {
                feed(reader, "12345AA");
                LimitOverrunException overrun =
                        assertThrows(LimitOverrunException.class, () -> reader.readUntil(bytes("AA")));
                assertEquals(5, overrun.consumed());
                assertTrue(overrun.getMessage().startsWith("Separator is found"));
                assertEquals("12345AA", text(reader.read(100)));
            });
        }

        @Test
        void notFoundIsRaisedOnlyBeyondTheLimit() {
            with(4, reader -> {
                feed(reader, "1234");
                Task<String> read = start(() -> reader.readUntil(bytes(";")));
                feed(reader, "5");
                LimitOverrunException overrun = assertThrows(LimitOverrunException.class, read::await);
                assertEquals(5, overrun.consumed());
                assertTrue(overrun.getMessage().startsWith("Separator is not found"));
                assertEquals("12345", text(reader.read(100)));
            });
        }
    }

    @Nested
    class ReadExactly {

        @Test
        void waitsForAllOfItAlsoBeyondTheLimit() {
            with(2, reader -> {
                Task<String> read = start(() -> reader.readExactly(7));
                feed(reader, "abc");
                Asyncio.sleep(0);
                feed(reader, "defgh");
                assertEquals("abcdefg", read.await());
                assertEquals("h", text(reader.read(9)));
            });
        }

        @Test
        void badSizesAndNothing() {
            with(reader -> {
                assertThrows(IllegalArgumentException.class, () -> reader.readExactly(-1));
                assertEquals(0, reader.readExactly(0).length);
            });
        }

        @Test
        void endOfStreamGivesThePartialData() {
            with(reader -> {
                feed(reader, "abc");
                reader.feedEof();
                IncompleteReadException incomplete =
                        assertThrows(IncompleteReadException.class, () -> reader.readExactly(4));
                assertEquals("abc", text(incomplete.partial()));
                assertEquals(4, incomplete.expected());
                assertEquals(
                        "3 bytes read on a total of 4 expected bytes; the peer ended the stream",
                        incomplete.getMessage());
            });
        }
    }

    @Nested
    class Feeding {

        @Test
        void tooMuchPausesAndReadingResumes() {
            with(3, reader -> {
                FakeTransport transport = new FakeTransport();
                reader.setTransport(transport);
                feed(reader, "123456");
                assertEquals(List.of(), transport.log);
                feed(reader, "7");
                assertEquals(List.of("pause"), transport.log);
                reader.read(3);
                assertEquals(List.of("pause"), transport.log);
                reader.read(1);
                assertEquals(List.of("pause", "resume"), transport.log);
            });
        }

        @Test
        void readOfMoreThanThereIsResumesFirst() {
            with(1, reader -> {
                FakeTransport transport = new FakeTransport();
                reader.setTransport(transport);
                feed(reader, "123");
                Task<String> read = start(() -> reader.readExactly(4));
                assertEquals(List.of("pause", "resume"), transport.log);
                feed(reader, "4");
                assertEquals("1234", read.await());
            });
        }

        @Test
        void nothingIsFedAndNothingAfterTheEnd() {
            with(reader -> {
                feed(reader, "");
                assertFalse(reader.atEof());
                feed(reader, "a");
                reader.feedEof();
                reader.feedEof();
                assertFalse(reader.atEof());
                assertThrows(IllegalStateException.class, () -> feed(reader, "b"));
                assertEquals("a", text(reader.read()));
                assertTrue(reader.atEof());
            });
        }

        @Test
        void failureEndsTheWaitingReadAndAllLaterOnes() {
            with(reader -> {
                IOException lost = new IOException("lost");
                Task<String> read = start(() -> reader.readExactly(4));
                feed(reader, "abc");
                reader.setException(lost);
                assertSame(lost, assertThrows(IOException.class, read::await));
                assertSame(lost, reader.exception());
                assertSame(lost, assertThrows(IOException.class, () -> reader.read(0)));
                assertSame(lost, assertThrows(IOException.class, () -> reader.readExactly(0)));
                assertSame(lost, assertThrows(IOException.class, () -> reader.read(1)));
                assertSame(lost, assertThrows(IOException.class, reader::readLine));
            });
        }

        @Test
        void drippingPeerCostsNoMoreThanItsBytes() {
            with(reader -> {
                for (int i = 0; i < 60_000; i++) {
                    reader.feedData(new byte[] {(byte) i});
                }
                reader.feedEof();
                byte[] all = reader.read();
                byte[] expected = new byte[60_000];
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = (byte) i;
                }
                assertArrayEquals(expected, all);
            });
        }
    }
}
