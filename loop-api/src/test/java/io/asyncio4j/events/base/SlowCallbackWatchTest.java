// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.testing.ParkingLoop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debug mode says what held the loop, and where it was. */
@Timeout(60)
class SlowCallbackWatchTest {

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("io.asyncio4j.events");
    private final Handler capture = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(capture);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(capture);
        logger.setUseParentHandlers(true);
        System.clearProperty(TaskCarrier.PROPERTY);
    }

    private static void blocksByOtherMeans(long millis) throws InterruptedException {
        Thread.sleep(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "baton"})
    void aBlockingCoroutineIsReportedWithItsNameItsTimeAndItsStack(String carrier) throws Exception {
        System.setProperty(TaskCarrier.PROPERTY, carrier);
        try (ParkingLoop loop = new ParkingLoop()) {
            loop.setDebug(true);
            loop.setSlowCallbackDuration(0.05);
            loop.runUntilComplete(loop.createTask(
                    () -> {
                        Sleep.sleep(0);
                        blocksByOtherMeans(400);
                    },
                    TaskOptions.named("careless")));
        }
        assertEquals(1, records.size(), () -> records.stream().map(LogRecord::getMessage).toList().toString());
        String message = records.get(0).getMessage();
        assertEquals(Level.WARNING, records.get(0).getLevel());
        assertTrue(message.matches("(?s)Executing Task\\[careless.* took 0\\.\\d{3} seconds.*"), message);
        assertTrue(message.contains("blocksByOtherMeans"), message);
    }

    @Test
    void aCallbackIsReportedFromTheThresholdOnAndTheWatcherEndsWithTheRun() throws Exception {
        try (ParkingLoop loop = new ParkingLoop()) {
            loop.setDebug(true);
            loop.setSlowCallbackDuration(0);
            loop.callSoon(() -> {});
            loop.stop();
            loop.runForever();
            assertEquals(1, records.size());
            records.clear();
            loop.setSlowCallbackDuration(3600);
            loop.callSoon(() -> {});
            loop.stop();
            loop.runForever();
            assertTrue(records.isEmpty());
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("asyncio4j-slow-callbacks")) {
                assertTrue(thread.join(java.time.Duration.ofSeconds(10)), "the watcher outlives the run");
            }
        }
    }

    @Test
    void withoutDebugModeNothingIsMeasured() throws Exception {
        try (ParkingLoop loop = new ParkingLoop()) {
            loop.setDebug(false);
            loop.setSlowCallbackDuration(0);
            loop.callSoon(() -> {});
            loop.stop();
            loop.runForever();
            assertFalse(loop.getDebug());
        }
        assertTrue(records.isEmpty());
    }
}
