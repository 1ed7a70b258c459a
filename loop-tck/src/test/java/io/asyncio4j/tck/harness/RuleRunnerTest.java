// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Handle;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Level;
import io.asyncio4j.tck.RuleTest;
import io.asyncio4j.tck.RuleText;
import io.asyncio4j.tck.reference.ParkingLoop;
import io.asyncio4j.tck.reference.ParkingLoopUnderTest;
import io.asyncio4j.tck.reference.Samples;
import java.nio.channels.Pipe;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The harness notices what it has to notice, and says so. */
final class RuleRunnerTest {

    private final RuleRunner runner = new RuleRunner(new ParkingLoopUnderTest("BatonCarrier"), 1);

    private static RuleTest sample(String method, Capability... needs) {
        try {
            return new RuleTest(
                    new RuleText("TEST-01", Level.MUST, "What a loop must do.", "T a_test"),
                    List.of(needs),
                    "",
                    Samples.class.getDeclaredMethod(method, RuleContext.class));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private String failure(String method) {
        return failure(runner, method);
    }

    private static void expect(String text, String... parts) {
        for (String part : parts) {
            assertTrue(text.contains(part), () -> "\"" + part + "\" is missing in:\n" + text);
        }
    }

    @Test
    void ruleThatHoldsPasses() {
        assertDoesNotThrow(() -> runner.run(sample("holds")));
    }

    @Test
    void failureNamesRuleStepsEventsAndWhatIsAllowed() {
        expect(
                failure("sees_another_order"),
                "TEST-01 (MUST) does not hold on ParkingLoop, PARK, BatonCarrier",
                "rule:   What a loop must do.",
                "source: T a_test",
                "register b before a",
                "seen:   [b, a]",
                "place 1 has \"b\" where \"a\" belongs",
                "allowed: [a, b]");
    }

    @Test
    void ruleThatHangsIsCutOffWithDumpsOfThreadsAndTasks() {
        expect(failure("hangs"), "did not end within 1.0 s",
                "called unexpectedly: ExceptionContext{message=why it hangs",
                "tasks of ParkingLoop", "Task-", "all threads:",
                "tck-TEST-01");
        assertDoesNotThrow(() -> runner.run(sample("holds")), "the next rule is not disturbed");
    }

    /** Rules that cannot be ended, one after the other: more than the JVM has carrier threads for coroutines. */
    @Test
    void rulesThatHoldTheirThreadForGoodDoNotDisturbTheOthers() throws Exception {
        Samples.spinning = true;
        RuleRunner stuck = new RuleRunner(
                new ParkingLoopUnderTest("BatonCarrier") {
                    @Override
                    protected ParkingLoop make() {
                        return new ParkingLoop() {
                            @Override
                            public synchronized Handle callSoonThreadsafe(Runnable callback,
                                    @Nullable Context context) {
                                Samples.spin();
                                return super.callSoonThreadsafe(callback, context);
                            }
                        };
                    }
                },
                0.3);
        RuleRunner impatient = new RuleRunner(new ParkingLoopUnderTest("BatonCarrier"), 0.3);
        try {
            expect(failure(stuck, "posts"), "did not end within 0.3 s", "callSoonThreadsafe");
            expect(failure(impatient, "spins_in_a_callback"), "did not end within 0.3 s", "Samples.spin");
            for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
                expect(failure(impatient, "spins_in_a_coroutine"), "did not end within 0.3 s", "Samples.spin");
            }
            assertDoesNotThrow(() -> runner.run(sample("holds")));
            assertDoesNotThrow(() -> runner.run(sample("sleeps")));
            expect(failure("sees_another_order"), "allowed: [a, b]", "hung before and still run");
        } finally {
            Samples.spinning = false;
        }
        long end = System.nanoTime() + 5_000_000_000L;
        while (!Hung.stillRunning().isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(List.of(), Hung.stillRunning());
    }

    private static String failure(RuleRunner runner, String method) {
        RuleFailure failure = assertThrows(RuleFailure.class, () -> runner.run(sample(method)));
        return Objects.requireNonNull(failure.getMessage());
    }

    @Test
    void missingCapabilityIsAReasonToSkip() {
        assertEquals("the loop lacks [TCP, IPV6]", runner.skipReason(sample("holds", Capability.TCP, Capability.IPV6)));
        assertNull(runner.skipReason(sample("holds", Capability.TASKS)));
    }

    @Nested
    final class LeftBehind {

        @Test
        void aThread() {
            try {
                expect(failure("leaks_a_thread"), "thread \"left-behind\" is alive");
            } finally {
                Samples.RELEASE.countDown();
            }
        }

        @Test
        void aDescriptor() throws Exception {
            try {
                expect(failure("leaks_a_descriptor"), "descriptor ", "pipe:");
            } finally {
                Pipe pipe = Objects.requireNonNull(Samples.Kept.pipe);
                pipe.source().close();
                pipe.sink().close();
            }
        }

        @Test
        void aReport() {
            expect(failure("reports_unexpectedly"), "the exception handler was called unexpectedly",
                    "nobody expected this");
        }

        @Test
        void anErrorInTheLog() {
            expect(failure("logs_an_error"), "an error was logged unexpectedly", "logged as an error");
        }

        @Test
        void aFailureOfAThreadThatNobodyJoined() {
            expect(failure("forgets_a_thread_that_fails"), "thrown by the other thread");
        }
    }
}
