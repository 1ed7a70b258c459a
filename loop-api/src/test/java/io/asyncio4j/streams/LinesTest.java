// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import static io.asyncio4j.testing.Programs.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tasks.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LinesTest {

    private interface Scenario {
        void run(StreamReader reader) throws Exception;
    }

    private static void with(String data, Scenario scenario) {
        run(() -> {
            StreamReader reader = new StreamReader(10, Asyncio.getRunningLoop());
            reader.feedData(data.getBytes(UTF_8));
            scenario.run(reader);
        });
    }

    @Test
    void textHasNoLineEnds() {
        with("héllo\r\n\n\r\nlast\r", reader -> {
            reader.feedEof();
            List<String> lines = new ArrayList<>();
            for (String line : reader.lines(UTF_8)) {
                lines.add(line);
            }
            assertEquals(List.of("héllo", "", "", "last\r"), lines);
        });
    }

    @Test
    void bodyMayReadAndLeaveTheRest() {
        with("head\nbodyend\nrest", reader -> {
            List<String> seen = new ArrayList<>();
            for (byte[] line : reader.lines()) {
                seen.add(new String(line, UTF_8));
                if (seen.size() == 3) {
                    break;
                }
                seen.add(new String(reader.readExactly(4), UTF_8));
            }
            assertEquals(List.of("head\n", "body", "end\n"), seen);
            reader.feedEof();
            for (byte[] line : reader.lines()) {
                seen.add(new String(line, UTF_8));
            }
            assertEquals(List.of("head\n", "body", "end\n", "rest"), seen);
        });
    }

    @Test
    void failureOfTheConnectionIsThrownAsItIsWhereTheLoopIs() {
        with("line\n", reader -> {
            IOException lost = new IOException("lost");
            List<String> log = new ArrayList<>();
            Task<?> reading = Asyncio.createTask(() -> {
                try {
                    for (String line : reader.lines(UTF_8)) {
                        log.add(line);
                    }
                } catch (IOException failure) {
                    assertSame(lost, failure);
                    log.add("failed");
                }
            });
            Asyncio.sleep(0);
            reader.setException(lost);
            reading.await();
            assertEquals(List.of("line", "failed"), log);
        });
    }

    @Test
    void lineThatIsTooLongIsAnErrorAndTheNextLoopGoesOnBehindIt() {
        with("12345678901\nshort\n", reader -> {
            reader.feedEof();
            Iterator<byte[]> lines = reader.lines().iterator();
            assertThrows(IllegalArgumentException.class, lines::hasNext);
            assertTrue(lines.hasNext());
            assertTrue(lines.hasNext());
            assertArrayEquals("short\n".getBytes(UTF_8), lines.next());
            assertFalse(lines.hasNext());
            assertThrows(NoSuchElementException.class, lines::next);
        });
    }

    @Test
    void outsideACoroutineTheMethodIsNamed() throws IOException {
        try (io.asyncio4j.testing.ParkingLoop loop = new io.asyncio4j.testing.ParkingLoop()) {
            Iterator<byte[]> lines = new StreamReader(loop).lines().iterator();
            IllegalStateException refused = assertThrows(IllegalStateException.class, lines::hasNext);
            assertTrue(refused.getMessage().startsWith("readLine: called outside a coroutine"), refused.getMessage());
        }
    }
}
