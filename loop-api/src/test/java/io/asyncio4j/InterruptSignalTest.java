// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.testing.ChildJvm;
import io.asyncio4j.testing.InterruptedProgram;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ctrl-C, sent by {@code kill -INT} to a JVM of its own; rules POL-13 to POL-15. */
@Timeout(120)
class InterruptSignalTest {

    private static ChildJvm start(String program, String... flags) throws Exception {
        ChildJvm child = new ChildJvm(List.of(flags), InterruptedProgram.class, program);
        child.await("ready");
        return child;
    }

    /** Without the stack trace of what left main. */
    private static void expect(ChildJvm child, int status, String... lines) throws Exception {
        int ended = child.join();
        List<String> printed = child.lines().stream()
                .filter(line -> !line.startsWith("\t") && !line.startsWith("Caused by")
                        && !line.startsWith("Exception"))
                .toList();
        assertEquals(List.of(lines), printed);
        assertEquals(status, ended);
    }

    @Test
    void firstOneCancelsTheMainTaskAndRunThrowsKeyboardInterrupt() throws Exception {
        try (ChildJvm child = start("cleans up")) {
            child.signal("INT");
            expect(
                    child,
                    1,
                    "ready",
                    "cleaned up",
                    "run threw KeyboardInterrupt",
                    "the JDK's handler is back: true",
                    "shutdown hooks");
            assertTrue(child.lines().stream().anyMatch(line -> line.contains("KeyboardInterrupt: interrupted")));
        }
    }

    @Test
    void worksWithTheCarrierThatNeedsNoFlags() throws Exception {
        try (ChildJvm child = start("cleans up", "-Dio.asyncio4j.carrier=baton")) {
            child.signal("INT");
            child.await("run threw KeyboardInterrupt");
            assertEquals(1, child.join());
        }
    }

    @Test
    void taskThatCatchesItGoesOn() throws Exception {
        try (ChildJvm child = start("goes on")) {
            child.signal("INT");
            expect(child, 0, "ready", "cancelled, but", "run returned", "shutdown hooks");
        }
    }

    @Test
    void secondOneDoesNotWaitForTheTask() throws Exception {
        try (ChildJvm child = start("takes its time")) {
            child.signal("INT");
            child.await("cleaning up");
            child.signal("INT");
            expect(
                    child,
                    1,
                    "ready",
                    "cleaning up",
                    "cleanup cancelled",
                    "run threw KeyboardInterrupt",
                    "the JDK's handler is back: true",
                    "shutdown hooks");
        }
    }

    @Test
    void thirdOneEndsTheJvmAlsoIfTheLoopIsBlocked() throws Exception {
        try (ChildJvm child = start("blocks")) {
            child.signal("INT");
            child.signal("INT");
            child.signal("INT");
            // The system merges signals that wait, so on a busy machine three may be two for the JVM.
            for (int more = 0; more < 20 && !child.endsWithin(2); more++) {
                child.signal("INT");
            }
            expect(child, 130, "ready", "shutdown hooks");
        }
    }

    @Test
    void ifTheProgramCancelledTheTaskTooThatCounts() throws Exception {
        try (ChildJvm child = start("is cancelled as well")) {
            child.signal("INT");
            expect(
                    child,
                    1,
                    "ready",
                    "cancelled by itself as well",
                    "run threw CancelledError",
                    "the JDK's handler is back: true",
                    "shutdown hooks");
        }
    }

    @Test
    void handlerOfTheProgramStays() throws Exception {
        try (ChildJvm child = start("has its own handler")) {
            child.signal("INT");
            expect(child, 7, "ready", "own handler", "shutdown hooks");
        }
    }

    @Test
    void runOnAnotherThreadLeavesTheSignalAlone() throws Exception {
        try (ChildJvm child = start("runs elsewhere")) {
            child.signal("INT");
            expect(child, 130, "ready", "shutdown hooks");
        }
    }

    @Test
    void jvmThatKeepsItsSignalsEndsAtOnce() throws Exception {
        try (ChildJvm child = start("cleans up", "-Xrs")) {
            child.signal("INT");
            expect(child, 130, "ready");
        }
    }
}
