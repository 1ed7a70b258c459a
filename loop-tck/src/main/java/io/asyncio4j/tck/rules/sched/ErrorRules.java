// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.sched;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.KeyboardInterrupt;
import io.asyncio4j.tasks.LoopExit;
import io.asyncio4j.tasks.SystemExit;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.List;

final class ErrorRules {

    @Rule(id = "SCHED-13")
    void exceptionOfACallbackIsReportedAndTheBatchGoesOn(RuleContext tck) {
        RuntimeException error = new RuntimeException("thrown by a callback");
        tck.loop().callSoon(tck.log.adding("before"));
        tck.loop().callSoon(() -> {
            tck.log.add("throws");
            throw error;
        });
        tck.loop().callSoon(tck.log.adding("after"));
        tck.runOnce();
        tck.log.expect("before", "throws", "after");
        assertSame(error, tck.expectReport().exception());
    }

    @Rule(id = "SCHED-14", needs = Capability.MULTIPLE_RUNS)
    void loopExitLeavesAtOnceAndTheRestOfTheBatchRunsInTheNextRun(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        for (LoopExit exit : List.of(new SystemExit(2), new KeyboardInterrupt())) {
            loop.callSoon(() -> {
                tck.log.add("exits");
                throw exit;
            });
            loop.callSoon(tck.log.adding("rest"));
            assertSame(exit, assertThrows(LoopExit.class, loop::runForever));
            tck.log.add("left");
            tck.runOnce();
        }
        tck.log.expect("exits", "left", "rest", "exits", "left", "rest");
    }

    private static final class Unusual extends Throwable {}

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneak(Throwable error) throws E {
        throw (E) error;
    }

    @Rule(id = "SCHED-15", note = "errors, and throwables that are neither, are as ordinary as exceptions")
    void anyOtherThrowableIsReported(RuleContext tck) {
        List<Throwable> errors = List.of(
                new Error("an error"), new StackOverflowError(), new CancelledError("a cancellation"), new Unusual());
        for (Throwable error : errors) {
            tck.loop().callSoon(() -> {
                throw ErrorRules.<RuntimeException>sneak(error);
            });
        }
        tck.loop().callSoon(tck.log.adding("after"));
        tck.runOnce();
        tck.log.expect("after");
        List<ExceptionContext> reports = tck.expectReports(errors.size());
        for (int i = 0; i < errors.size(); i++) {
            assertSame(errors.get(i), reports.get(i).exception());
        }
    }
}
