// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long a {@link MovableIoEventLoop} waits, and what ends the wait. */
@Timeout(60)
class PollingTest {

    private static final long MILLI = 1_000_000;

    @ParameterizedTest
    @EnumSource
    void tasksFromManyThreadsAllRunAndWakeTheLoop(Poller poller) throws Exception {
        MovableIoEventLoop loop = MovableIoEventLoopTest.open(poller);
        int producers = 3;
        int each = 20_000;
        AtomicInteger ran = new AtomicInteger();
        try (var run = new LoopThread(loop, Thread.ofPlatform().name("loop"))) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < producers; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int n = 0; n < each; n++) {
                        loop.execute(ran::incrementAndGet);
                        if (n % 100 == 0) {
                            // Lets the loop fall asleep, so that going to sleep and waking it meet often.
                            Thread.yield();
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertEquals(producers * each, ran.get());
        loop.close();
    }

    @ParameterizedTest
    @EnumSource
    void onePingAtATimeIsNeverLost(Poller poller) throws Exception {
        MovableIoEventLoop loop = MovableIoEventLoopTest.open(poller);
        int rounds = 5_000;
        AtomicInteger ran = new AtomicInteger();
        try (var run = new LoopThread(loop, Thread.ofPlatform().name("loop"))) {
            for (int n = 1; n <= rounds; n++) {
                CountDownLatch done = new CountDownLatch(1);
                loop.execute(() -> {
                    ran.incrementAndGet();
                    done.countDown();
                });
                assertTrue(done.await(10, TimeUnit.SECONDS), "wake-up lost in round " + n);
            }
        }
        assertEquals(rounds, ran.get());
        loop.close();
    }

    @ParameterizedTest
    @EnumSource
    void doesNotBlockWhenSomethingOutsideWaits(Poller poller) {
        assumeTrue(poller.unavailability() == null);
        AtomicInteger asked = new AtomicInteger();
        MovableIoEventLoop loop = new MovableIoEventLoop(poller, () -> {
            asked.incrementAndGet();
            return false;
        });
        loop.acquire();
        loop.poll(-1);
        loop.release();
        loop.close();
        assertTrue(asked.get() > 0);
    }

    @ParameterizedTest
    @EnumSource
    void wakeupEndsABlockingPoll(Poller poller) throws Exception {
        assumeTrue(poller.unavailability() == null);
        CountDownLatch polling = new CountDownLatch(1);
        AtomicBoolean waiting = new AtomicBoolean();
        MovableIoEventLoop loop = new MovableIoEventLoop(poller, () -> {
            polling.countDown();
            return !waiting.get();
        });
        Thread waker = Thread.ofPlatform().start(() -> {
            try {
                polling.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            waiting.set(true);
            loop.wakeup();
        });
        loop.acquire();
        loop.poll(-1);
        loop.release();
        waker.join();
        loop.close();
    }

    @ParameterizedTest
    @EnumSource
    void waitsAtLeastAsLongAsItIsAsked(Poller poller) {
        MovableIoEventLoop loop = MovableIoEventLoopTest.open(poller);
        loop.acquire();
        for (long nanos : new long[] {300_000, 1_200_000, 1_400_000, 2_000_000, 15_300_000}) {
            long start = System.nanoTime();
            loop.poll(nanos);
            long waited = System.nanoTime() - start;
            assertTrue(waited >= nanos, "asked for " + nanos + " ns, waited " + waited);
        }
        loop.release();
        loop.close();
    }

    @ParameterizedTest
    @EnumSource
    void scheduledTaskOfNettyEndsTheWait(Poller poller) {
        MovableIoEventLoop loop = MovableIoEventLoopTest.open(poller);
        List<String> log = new ArrayList<>();
        loop.acquire();
        long start = System.nanoTime();
        loop.schedule(() -> log.add("ran"), 3, TimeUnit.MILLISECONDS);
        assertTrue(loop.hasWork());
        while (log.isEmpty()) {
            loop.poll(-1);
        }
        assertTrue(System.nanoTime() - start >= 3 * MILLI);
        assertFalse(loop.hasWork());
        loop.release();
        loop.close();
    }

    @ParameterizedTest
    @EnumSource
    void endlessTaskLeavesThePollAfterItsQuota(Poller poller) {
        MovableIoEventLoop loop = MovableIoEventLoopTest.open(poller);
        loop.acquire();
        AtomicInteger ran = new AtomicInteger();
        Runnable endless = new Runnable() {
            @Override
            public void run() {
                ran.incrementAndGet();
                loop.execute(this);
            }
        };
        loop.execute(endless);
        loop.poll(-1);
        int first = ran.get();
        loop.poll(-1);
        assertTrue(first > 0 && ran.get() > first);
        loop.release();
        loop.close();
    }

    @ParameterizedTest
    @EnumSource
    void interruptedThreadStillWaitsAndKeepsItsInterrupt(Poller poller) {
        MovableIoEventLoop loop = MovableIoEventLoopTest.open(poller);
        loop.acquire();
        List<Boolean> interrupts = new ArrayList<>();
        loop.execute(() -> {});
        Thread.currentThread().interrupt();
        try {
            loop.poll(0);
            long start = System.nanoTime();
            loop.poll(20 * MILLI);
            long waited = System.nanoTime() - start;
            assertTrue(waited >= 20 * MILLI, "returned after " + waited + " ns");
            interrupts.add(Thread.currentThread().isInterrupted());
        } finally {
            Thread.interrupted();
        }
        loop.release();
        loop.close();
        assertEquals(List.of(true), interrupts);
    }

    @ParameterizedTest
    @EnumSource
    void interruptDuringTheWaitIsKept(Poller poller) throws Exception {
        assumeTrue(poller.unavailability() == null);
        Thread owner = Thread.currentThread();
        CountDownLatch sleeping = new CountDownLatch(1);
        MovableIoEventLoop loop = new MovableIoEventLoop(poller, () -> {
            sleeping.countDown();
            return true;
        });
        Thread waker = Thread.ofPlatform().start(() -> {
            try {
                sleeping.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            owner.interrupt();
        });
        loop.acquire();
        loop.poll(200 * MILLI);
        boolean kept = Thread.interrupted();
        loop.release();
        waker.join();
        loop.close();
        assertTrue(kept);
    }
}
