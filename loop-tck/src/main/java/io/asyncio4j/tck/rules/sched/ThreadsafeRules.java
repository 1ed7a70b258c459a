// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.RuleThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

final class ThreadsafeRules {

    @Rule(id = "SCHED-08")
    void postOfAnotherThreadWakesALoopThatSleeps(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        double[] latency = new double[1];
        RuleThread other = tck.thread("other", () -> {
            tck.waitFor("the loop runs", loop::isRunning);
            // No timer, no I/O: the loop sleeps without limit by now.
            tck.block(0.02);
            double posted = tck.now();
            loop.callSoonThreadsafe(() -> {
                latency[0] = tck.now() - posted;
                loop.stop();
            });
        });
        loop.runForever();
        other.join();
        assertTrue(latency[0] < tck.scaled(1), "the callback came " + latency[0] + " s after the post");
        tck.step("200 round trips, each against a loop that goes to sleep");
        AtomicInteger seen = new AtomicInteger();
        RuleThread many = tck.thread("many", () -> {
            tck.waitFor("the loop runs", loop::isRunning);
            for (int i = 1; i <= 200; i++) {
                int number = i;
                loop.callSoonThreadsafe(seen::incrementAndGet);
                long spins = 0;
                while (seen.get() < number && spins++ < 2_000_000_000L) {
                    Thread.onSpinWait();
                }
            }
            loop.callSoonThreadsafe(loop::stop);
        });
        loop.runForever();
        many.join();
        assertEquals(200, seen.get());
    }

    @Rule(id = "SCHED-09")
    void callSoonAndCallSoonThreadsafeShareOneOrder(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        loop.callSoon(() -> {
            loop.callSoon(tck.log.adding("1 soon"));
            loop.callSoonThreadsafe(tck.log.adding("2 threadsafe"));
            loop.callSoon(tck.log.adding("3 soon"));
            loop.callSoonThreadsafe(tck.log.adding("4 threadsafe"));
        });
        tck.runTimes(2);
        tck.log.expect("1 soon", "2 threadsafe", "3 soon", "4 threadsafe");
        tck.log.clear();
        tck.step("what another thread posted during a callback comes before what the callback queues afterwards");
        loop.callSoon(() -> {
            loop.callSoon(tck.log.adding("before"));
            joined(tck.thread("other", () -> loop.callSoonThreadsafe(tck.log.adding("post"))));
            loop.callSoon(tck.log.adding("after"));
        });
        tck.runTimes(2);
        tck.log.expect("before", "post", "after");
        tck.step("1000 posts of one thread, while the loop runs");
        List<Integer> order = new ArrayList<>();
        RuleThread other = tck.thread("other", () -> {
            for (int i = 0; i < 1000; i++) {
                int number = i;
                loop.callSoonThreadsafe(() -> order.add(number));
            }
            loop.callSoonThreadsafe(loop::stop);
        });
        loop.runForever();
        joined(other);
        assertEquals(IntStream.range(0, 1000).boxed().toList(), order);
    }

    private static void joined(RuleThread thread) {
        try {
            thread.join();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Rule(id = "SCHED-10")
    void postToAClosedLoopFailsInTheCallingThread(RuleContext tck) throws Exception {
        tck.loop().close();
        tck.thread("other", () -> tck.raises(
                IllegalStateException.class,
                "closed",
                () -> tck.loop().callSoonThreadsafe(tck.log.adding("ran on a closed loop"))))
                .join();
        tck.step("20 loops that are closed while two threads post");
        for (int round = 0; round < 20; round++) {
            AbstractEventLoop loop = tck.newLoop();
            RuleThread.Body posts = () -> {
                boolean closed = false;
                while (!closed) {
                    try {
                        loop.callSoonThreadsafe(() -> {});
                    } catch (IllegalStateException refused) {
                        closed = true;
                    }
                }
            };
            RuleThread one = tck.thread("one", posts);
            RuleThread two = tck.thread("two", posts);
            loop.stop();
            loop.runForever();
            loop.close();
            one.join();
            two.join();
        }
        tck.log.expect();
    }

    @Rule(id = "SCHED-11")
    void postToALoopThatDoesNotRunWaitsForTheNextRun(RuleContext tck) throws Exception {
        tck.thread("other", () -> tck.loop().callSoonThreadsafe(tck.log.adding("post"))).join();
        tck.log.add("run");
        tck.runOnce();
        tck.thread("other", () -> tck.loop().callSoonThreadsafe(tck.log.adding("post between runs")))
                .join();
        tck.log.add("run");
        tck.runOnce();
        tck.log.expect("run", "post", "run", "post between runs");
    }

    @Rule(id = "SCHED-12", needs = Capability.DEBUG_MODE)
    void callSoonOfAForeignThreadIsRefusedInDebugMode(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setDebug(true);
        tck.run(() -> tck.thread("stranger", () -> {
            tck.raises(IllegalStateException.class, "thread", () -> loop.callSoon(tck.log.adding("ran")));
        })
                .join());
        tck.runOnce();
        tck.log.expect();
    }
}
