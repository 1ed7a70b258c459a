// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.fut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.function.Consumer;

/** Done-callbacks: always through the loop, one handle each, in order. */
final class DoneCallbackRules {

    @Rule(id = "FUT-06")
    void eachCallbackIsAScheduledHandleOfItsOwnInOrderOfRegistration(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        for (String how : new String[] {"result", "exception", "cancel"}) {
            Future<String> future = loop.createFuture();
            future.addDoneCallback(done -> tck.log.add(how + " first"));
            future.addDoneCallback(done -> {
                tck.log.add(how + " second");
                loop.callSoon(() -> tck.log.add(how + " queued by second"));
            });
            future.addDoneCallback(done -> tck.log.add(how + " third"));
            loop.callSoon(() -> tck.log.add(how + " queued before"));
            loop.callSoon(() -> {
                switch (how) {
                    case "result" -> future.setResult("x");
                    case "exception" -> future.setException(new IllegalStateException("x"));
                    default -> future.cancel();
                }
                tck.log.add(how + " set");
                loop.callSoon(() -> tck.log.add(how + " queued after"));
            });
            tck.runOnce();
            tck.log.take(how + " queued before", how + " set");
            tck.runOnce();
            tck.log.take(how + " first", how + " second", how + " third", how + " queued after");
            tck.runOnce();
            tck.log.take(how + " queued by second");
            if (!future.cancelled()) {
                future.exception();
            }
        }
    }

    @Rule(id = "FUT-07")
    void aCallbackAddedToADoneFutureIsScheduledNotRun(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        Future<String> future = loop.createFuture();
        future.setResult("x");
        loop.callSoon(() -> {
            loop.callSoon(() -> tck.log.add("queued before"));
            future.addDoneCallback(done -> tck.log.add("callback"));
            loop.callSoon(() -> tck.log.add("queued after"));
            tck.log.add("added");
        });
        tck.runOnce();
        tck.log.take("added");
        tck.runOnce();
        tck.log.take("queued before", "callback", "queued after");
    }

    @Rule(id = "FUT-08")
    void theCallbackGetsTheFutureItself(RuleContext tck) {
        Future<String> future = tck.loop().createFuture();
        Object[] seen = new Object[1];
        future.addDoneCallback(done -> seen[0] = done);
        future.setResult("x");
        tck.runOnce();
        assertSame(future, seen[0]);
    }

    @Rule(id = "FUT-09")
    void aFailingCallbackIsReportedAndTheOthersRun(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        ArithmeticException error = new ArithmeticException("of the callback");
        Future<String> future = loop.createFuture();
        future.addDoneCallback(done -> tck.log.add("first"));
        future.addDoneCallback(done -> {
            throw error;
        });
        future.addDoneCallback(done -> tck.log.add("third"));
        future.setResult("x");
        tck.runOnce();
        tck.log.take("first", "third");
        ExceptionContext report = tck.expectReport();
        assertSame(error, report.exception());
    }

    @Rule(id = "FUT-10")
    void removingTakesAllOccurrencesAndSparesWhatIsScheduled(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        Future<String> future = loop.createFuture();
        Consumer<Future<String>> twice = done -> tck.log.add("twice");
        Consumer<Future<String>> other = done -> tck.log.add("other");
        assertEquals(0, future.removeDoneCallback(twice));
        future.addDoneCallback(twice);
        future.addDoneCallback(other);
        future.addDoneCallback(twice);
        assertEquals(2, future.removeDoneCallback(twice));
        assertEquals(0, future.removeDoneCallback(twice));
        future.setResult("x");
        assertEquals(0, future.removeDoneCallback(other));
        tck.runOnce();
        tck.log.take("other");
    }

    @Rule(id = "FUT-11")
    void theSameCallbackAddedTwiceRunsTwice(RuleContext tck) {
        Future<String> future = tck.loop().createFuture();
        Consumer<Future<String>> callback = done -> tck.log.add("run");
        future.addDoneCallback(callback);
        future.addDoneCallback(callback);
        future.setResult("x");
        tck.runOnce();
        tck.log.take("run", "run");
    }

    @Rule(id = "FUT-12")
    void callbacksMayBeAddedAndRemovedWhileOthersRunOrAreCompared(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        Future<String> future = loop.createFuture();
        Consumer<Future<String>> last = done -> tck.log.add("last");
        // A callback that is asked whether it equals another changes the list meanwhile, as CPython's own test does.
        final class Meddling implements Consumer<Future<String>> {
            @Override
            public void accept(Future<String> done) {
                tck.log.add("meddling");
                future.addDoneCallback(again -> tck.log.add("added by a callback"));
                assertEquals(0, future.removeDoneCallback(last));
            }
        }
        future.addDoneCallback(new Meddling());
        future.addDoneCallback(done -> tck.log.add("middle"));
        future.addDoneCallback(last);
        future.setResult("x");
        tck.runOnce();
        tck.log.take("meddling", "middle", "last");
        tck.runOnce();
        tck.log.take("added by a callback");
    }
}
