// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.fut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.InvalidStateException;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import java.io.IOException;

/** The states of a future and what may be asked in each. */
final class FutureStateRules {

    @Rule(id = "FUT-01")
    void aFutureIsPendingThenHasExactlyOneOutcomeForEver(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> result = loop.createFuture();
        assertFalse(result.done());
        assertFalse(result.cancelled());
        result.setResult("a");
        Future<String> failed = loop.createFuture();
        IOException error = new IOException("b");
        failed.setException(error);
        Future<String> cancelled = loop.createFuture();
        cancelled.cancel();
        for (Future<String> future : java.util.List.of(result, failed, cancelled)) {
            assertTrue(future.done());
            assertThrows(InvalidStateException.class, () -> future.setResult("again"));
            assertThrows(InvalidStateException.class, () -> future.setException(new IOException("again")));
            assertFalse(future.cancel());
        }
        assertEquals("a", result.result());
        assertFalse(result.cancelled());
        assertSame(error, failed.exception());
        assertFalse(failed.cancelled());
        assertTrue(cancelled.cancelled());
    }

    @Rule(id = "FUT-02")
    void askingTooEarlyOrAfterCancelThrowsAndSuccessHasNoException(RuleContext tck) throws Exception {
        Future<String> pending = tck.loop().createFuture();
        assertThrows(InvalidStateException.class, pending::result);
        assertThrows(InvalidStateException.class, pending::exception);
        assertFalse(pending.done());
        pending.cancel();
        assertThrows(CancelledError.class, pending::result);
        assertThrows(CancelledError.class, pending::exception);
        Future<String> success = tck.loop().createFuture();
        success.setResult("x");
        assertNull(success.exception());
    }

    @Rule(id = "FUT-03")
    void completingADoneFutureThrowsAndChangesNothing(RuleContext tck) throws Exception {
        Future<Integer> future = tck.loop().createFuture();
        future.setResult(1);
        assertThrows(InvalidStateException.class, () -> future.setResult(2));
        assertThrows(InvalidStateException.class, () -> future.setException(new IOException()));
        assertEquals(1, future.result());
        assertNull(future.exception());
        Future<Integer> cancelled = tck.loop().createFuture();
        cancelled.cancel();
        assertThrows(InvalidStateException.class, () -> cancelled.setResult(3));
        assertTrue(cancelled.cancelled());
    }

    @Rule(id = "FUT-04")
    void cancelActsAtOnceOnAPendingFutureAndNotAtAllOnADoneOne(RuleContext tck) throws Exception {
        Future<String> pending = tck.loop().createFuture();
        assertTrue(pending.cancel());
        assertTrue(pending.cancelled());
        assertTrue(pending.done());
        assertFalse(pending.cancel());
        Future<String> done = tck.loop().createFuture();
        done.setResult("kept");
        assertFalse(done.cancel());
        assertFalse(done.cancelled());
        assertEquals("kept", done.result());
    }

    @Rule(id = "FUT-05")
    void theErrorCarriesTheMessageOfCancel(RuleContext tck) {
        Object message = new Object();
        Future<String> withMessage = tck.loop().createFuture();
        withMessage.cancel(message);
        assertSame(message, assertThrows(CancelledError.class, withMessage::result).message());
        assertSame(message, assertThrows(CancelledError.class, withMessage::exception).message());
        Future<String> without = tck.loop().createFuture();
        without.cancel();
        assertNull(assertThrows(CancelledError.class, without::result).message());
        Future<String> withNull = tck.loop().createFuture();
        withNull.cancel(null);
        assertNull(assertThrows(CancelledError.class, withNull::result).message());
    }

    @Rule(id = "FUT-15")
    void everyLookAtAFailureGivesTheSameObjectWhoseTraceDoesNotGrow(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<String> failed = loop.createFuture();
        IOException error = new IOException("the one");
        failed.setException(error);
        int frames = error.getStackTrace().length;
        int suppressed = error.getSuppressed().length;
        for (int i = 0; i < 3; i++) {
            assertSame(error, assertThrows(IOException.class, failed::result));
            assertSame(error, assertThrows(IOException.class, () -> loop.runUntilComplete(() -> failed.await())));
        }
        assertSame(error, failed.exception());
        assertEquals(frames, error.getStackTrace().length);
        assertEquals(suppressed, error.getSuppressed().length);
    }

    @Rule(id = "FUT-20")
    void aFutureKnowsItsLoopAndNeedsOne(RuleContext tck) {
        Future<String> future = tck.loop().createFuture();
        assertSame(tck.loop(), future.loop());
        // asyncio looks for the running loop where none is given; here the constructor takes it, and null is refused.
        assertThrows(NullPointerException.class, () -> new Future<String>(null));
    }

    @Rule(id = "FUT-21")
    void createFutureGivesANewPendingFutureOfThatLoop(RuleContext tck) {
        AbstractEventLoop other = tck.newLoop();
        Future<String> first = tck.loop().createFuture();
        Future<String> second = tck.loop().createFuture();
        assertNotSame(first, second);
        assertSame(tck.loop(), first.loop());
        assertSame(other, other.createFuture().loop());
        assertFalse(first.done());
    }
}
