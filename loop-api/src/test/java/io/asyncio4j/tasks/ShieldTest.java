// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static io.asyncio4j.testing.Programs.run;
import static io.asyncio4j.testing.Programs.runAndReport;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.ExceptionContext;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShieldTest {

    private static Future<String> pending() {
        return Asyncio.getRunningLoop().createFuture();
    }

    @Test
    void cleanupSurvivesTheCancellationOfWhoWaitsForIt() {
        run(() -> {
            Task<String> cleanup = Asyncio.createTask(() -> Asyncio.sleep(5, "cleaned up"));
            Task<String> waits = Asyncio.createTask(() -> Asyncio.shield(cleanup).await());
            Asyncio.sleep(1);
            waits.cancel();
            assertThrows(CancelledError.class, waits::await);
            assertEquals("cleaned up", cleanup.await());
        });
    }

    @Test
    void coroutinesWithAndWithoutResult() {
        run(() -> {
            assertEquals("result", Asyncio.shield(() -> Asyncio.sleep(1, "result")).await());
            Future<Void> action = Asyncio.shield(() -> Asyncio.sleep(1));
            assertNull(action.await());
        });
    }

    @Test
    void manyCancelledShieldsLeaveOneCallback() {
        run(() -> {
            Future<String> inner = pending();
            for (int i = 0; i < 50; i++) {
                Asyncio.shield(inner).cancel();
            }
            Asyncio.sleep(0);
            assertEquals("Future[pending, awaited by 1]", inner.toString());
            inner.setResult("at last");
        });
    }

    @Test
    void aLateFailureIsReportedWithTheFuture() {
        IOException failure = new IOException("late");
        List<ExceptionContext> reports = runAndReport(() -> {
            Future<String> inner = pending();
            Asyncio.shield(inner).cancel();
            Asyncio.sleep(0);
            inner.setException(failure);
            Asyncio.sleep(0);
        });
        assertEquals(1, reports.size());
        assertEquals("IOException exception in shielded future", reports.get(0).message());
        assertSame(failure, reports.get(0).exception());
    }

    @Test
    void bothEndingInOneIterationIsNoError() {
        run(() -> {
            Future<String> inner = pending();
            Future<String> outer = Asyncio.shield(inner);
            inner.setResult("first");
            assertTrue(outer.cancel());
            Asyncio.sleep(0);
            assertTrue(outer.cancelled());
            assertFalse(inner.cancelled());
        });
    }

    @Test
    void nullIsRefused() {
        run(() -> {
            assertThrows(NullPointerException.class, () -> Asyncio.shield((Future<String>) null));
            assertThrows(NullPointerException.class, () -> Asyncio.shield((Coroutine<String>) null));
            assertThrows(NullPointerException.class, () -> Asyncio.shield((CoroutineAction) null));
        });
        assertThrows(IllegalStateException.class, () -> Asyncio.shield(() -> "no loop"));
    }
}
