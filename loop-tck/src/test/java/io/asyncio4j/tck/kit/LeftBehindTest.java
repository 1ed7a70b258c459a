// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.tasks.TaskOptions;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What fails a test that the kit runs, and in which words. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeftBehindTest {

    /** Every one of these fails. */
    static final class Failing {

        @AsyncTest
        void leavesATask() {
            Asyncio.createTask(() -> Asyncio.sleep(3600), TaskOptions.named("forgotten"));
            Asyncio.sleep(1);
        }

        @AsyncTest
        @OnLoop(debug = true)
        void leavesATaskInDebugMode() {
            Asyncio.createTask(() -> Asyncio.sleep(3600));
        }

        @AsyncTest
        void leavesATimer() {
            Asyncio.getRunningLoop().callLater(3600, () -> {});
        }

        @AsyncTest
        void fails() {
            Asyncio.createTask(() -> Asyncio.sleep(3600));
            Asyncio.sleep(1);
            throw new IllegalArgumentException("the test's own");
        }

        @AsyncTest
        void failsInACallback() {
            Asyncio.getRunningLoop().callSoon(() -> {
                throw new IllegalArgumentException("in a callback");
            });
        }

        @AsyncTest
        void dropsAFailure() {
            Asyncio.createTask(() -> {
                throw new IOException("seen by nobody");
            });
            Asyncio.sleep(1);
        }

        @AsyncTest
        @OnLoop(reports = 2)
        void expectsMoreReports() {
            Asyncio.getRunningLoop().callSoon(() -> {
                throw new IllegalArgumentException("in a callback");
            });
        }

        @AsyncTest
        @OnLoop(limitSeconds = 0.2)
        void waitsForEver() {
            Lock lock = new Lock();
            lock.acquire();
            lock.acquire();
        }

        @AsyncTest
        @OnLoop(limitSeconds = 0.2)
        void blocksForEver() {
            while (true) {
                LockSupport.park();
            }
        }

        @AsyncTest
        @OnLoop(provider = "none such")
        void wantsALoopThatIsNotThere() {}
    }

    private static final KitRun FAILING = KitRun.of(Failing.class);

    @Test
    void taskIsNamedWithWhereItWaits() {
        FAILING.failed("leavesATask", "left behind:", "task Task[forgotten, pending, waits for",
                "Failing.lambda$leavesATask",
                "await it", "@OnLoop(debug = true) tells where it was made", "@OnLoop(leaks = true)");
    }

    @Test
    void taskOfADebugLoopTellsWhereItWasMade() {
        FAILING.failed("leavesATaskInDebugMode", "left behind:", "made\n", "Failing.leavesATaskInDebugMode(");
    }

    @Test
    void timerIsNamedWithItsDeadline() {
        FAILING.failed("leavesATimer", "timer TimerHandle[", "due in 3600.0 s");
    }

    @Test
    void failureOfTheTestItselfComesFirst() {
        Throwable failure = FAILING.failed("fails");
        assertEquals("the test's own", failure.getMessage());
        assertEquals(0, failure.getSuppressed().length);
    }

    @Test
    void reportsFailTheTest() {
        FAILING.failed("failsInACallback", "calls of the exception handler: 1, expected: 0; they were:",
                "in a callback", "LoopReports");
        assertEquals(
                "in a callback", FAILING.failed("failsInACallback").getSuppressed()[0].getMessage());
        FAILING.failed("expectsMoreReports", "calls of the exception handler: 1, expected: 2");
    }

    @Test
    void failureThatNobodySawIsReported() {
        FAILING.failed("dropsAFailure", "Task exception was never retrieved", "seen by nobody");
    }

    @Test
    void hangIsToldWithItsTasks() {
        FAILING.failed("waitsForEver", "waitsForEver: did not end within 0.2 real seconds, at 0.0 s of virtual time",
                "waits for Lock[locked, waiters=1]", "Failing.waitsForEver(");
        FAILING.failed("blocksForEver", "did not end within 0.2 real seconds", "Failing.blocksForEver(");
    }

    @Test
    void missingLoopIsNamed() {
        FAILING.failed("wantsALoopThatIsNotThere", "there is no provider \"none such\"");
    }

    private static boolean tornDown;

    /** Ends on the way. */
    static final class Aborted {
        @AsyncTest
        void assumes() {
            Asyncio.sleep(1);
            Assumptions.assumeTrue(false, "not here");
        }

        @AfterEach
        void tearDown() {
            Asyncio.sleep(1);
            tornDown = true;
        }
    }

    @Test
    void abortedTestIsTornDownAsUsual() {
        tornDown = false;
        Throwable aborted = KitRun.of(Aborted.class).failed("assumes");
        assertTrue(aborted.getMessage().contains("not here"), aborted::toString);
        assertTrue(tornDown);
        assertFalse(aborted instanceof AssertionError);
    }
}
