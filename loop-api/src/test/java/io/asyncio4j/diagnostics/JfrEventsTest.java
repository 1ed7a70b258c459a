// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.testing.ParkingLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JfrEventsTest {

    @TempDir
    Path folder;

    private List<RecordedEvent> record() throws IOException {
        Path file = folder.resolve("run.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.asyncio4j.Task");
            recording.enable("io.asyncio4j.SlowCallback").withThreshold(Duration.ofMillis(30));
            recording.enable("io.asyncio4j.LoopLag").withThreshold(Duration.ofMillis(30));
            recording.start();
            Asyncio.run(JfrEventsTest::program, RunnerOptions.on(ParkingLoop::new));
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        Files.delete(file);
        return events.stream()
                .filter(event -> event.getEventType().getName().startsWith("io.asyncio4j."))
                .toList();
    }

    private static void program() throws Exception {
        Task<?> returns = Asyncio.createTask(() -> Asyncio.sleep(0.02), TaskOptions.DEFAULTS.withName("returns"));
        Task<?> fails = Asyncio.createTask(
                () -> {
                    throw new IOException("broken");
                },
                TaskOptions.DEFAULTS.withName("fails"));
        Task<?> cancelled = Asyncio.createTask(() -> Asyncio.sleep(60), TaskOptions.DEFAULTS.withName("is cancelled"));
        Task<?> blocks = Asyncio.createTask(
                () -> new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS), TaskOptions.DEFAULTS.withName("blocks"));
        Asyncio.sleep(0);
        cancelled.cancel();
        assertThrows(IOException.class, fails::await);
        returns.await();
        blocks.await();
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    @Test
    void tasksSlowCallbacksAndLagAreRecorded() throws Exception {
        JfrEvents.enable();
        try {
            List<RecordedEvent> events = record();
            Map<String, String> outcomes = new TreeMap<>();
            for (RecordedEvent task : of(events, "io.asyncio4j.Task")) {
                if (!task.getString("name").startsWith("Task-")) {
                    outcomes.put(task.getString("name"), task.getString("outcome") + ", " + task.getString("error"));
                }
                if (task.getString("name").equals("returns")) {
                    assertTrue(task.getDuration().toMillis() >= 15, task.toString());
                }
            }
            assertEquals(
                    Map.of(
                            "blocks", "returned, null",
                            "fails", "failed, java.io.IOException: broken",
                            "is cancelled", "cancelled, io.asyncio4j.tasks.CancelledError",
                            "returns", "returned, null"),
                    outcomes);
            List<RecordedEvent> slow = of(events, "io.asyncio4j.SlowCallback");
            assertTrue(slow.stream().anyMatch(event -> event.getString("callback").contains("blocks")), slow::toString);
            List<RecordedEvent> lags = of(events, "io.asyncio4j.LoopLag");
            assertTrue(lags.stream().anyMatch(event -> event.getInt("callbacks") >= 1), lags::toString);
            assertTrue(lags.get(0).getString("loop").startsWith("ParkingLoop[#"));
        } finally {
            JfrEvents.disable();
        }
    }

    @Test
    void withoutBeingSwitchedOnThereAreNone() throws Exception {
        assertEquals(List.of(), record());
    }
}
