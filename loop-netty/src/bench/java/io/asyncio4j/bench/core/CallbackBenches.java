// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.core;

import io.asyncio4j.events.TimerHandle;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Callbacks, timers, and work from other threads. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallbackBenches extends LoopBench {

    private static final Runnable NOTHING = () -> {};

    /** Each callback schedules the next: one callback an iteration. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void callSoonChain() {
        loop.callSoon(new Countdown(N) {
            @Override
            void more() {
                loop.callSoon(this);
            }
        });
        loop.runForever();
    }

    /** All callbacks in one iteration. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void callSoonBatch() {
        for (int i = 0; i < N; i++) {
            loop.callSoon(NOTHING);
        }
        loop.callSoon(loop::stop);
        loop.runForever();
    }

    /** Timers that all fire a millisecond later. */
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void timerFire() {
        var fired = new Countdown(TIMERS);
        for (int i = 0; i < TIMERS; i++) {
            loop.callLater(0.001, fired);
        }
        loop.runForever();
    }

    /** A timeout that is never needed. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void timerCancel() {
        loop.callSoon(() -> {
            for (int i = 0; i < N; i++) {
                loop.callLater(60, NOTHING).cancel();
            }
            loop.stop();
        });
        loop.runForever();
    }

    /** Many timeouts at the same time, none needed. */
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void timerMassCancel() {
        loop.callSoon(() -> {
            var handles = new TimerHandle[TIMERS];
            for (int i = 0; i < TIMERS; i++) {
                handles[i] = loop.callLater(60 + i % 100, NOTHING);
            }
            for (TimerHandle handle : handles) {
                handle.cancel();
            }
            loop.stop();
        });
        loop.runForever();
    }

    /** Another thread posts as fast as it can. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void threadsafePost() throws InterruptedException {
        var arrived = new Countdown(N);
        Thread poster = Thread.ofPlatform().unstarted(() -> {
            for (int i = 0; i < N; i++) {
                loop.callSoonThreadsafe(arrived);
            }
        });
        loop.callSoon(poster::start);
        loop.runForever();
        poster.join();
    }

    /** Another thread posts one at a time and waits: the loop sleeps in its poller when it comes. */
    @Benchmark
    @OperationsPerInvocation(FEW)
    public void threadsafeRoundTrip() throws InterruptedException {
        var arrived = new Semaphore(0);
        Thread poster = Thread.ofPlatform().unstarted(() -> {
            for (int i = 0; i < FEW; i++) {
                loop.callSoonThreadsafe(arrived::release);
                arrived.acquireUninterruptibly();
            }
            loop.callSoonThreadsafe(loop::stop);
        });
        loop.callSoon(poster::start);
        loop.runForever();
        poster.join();
    }

    /** Stops the loop when it ran often enough. */
    private class Countdown implements Runnable {
        private int left;

        Countdown(int left) {
            this.left = left;
        }

        @Override
        public void run() {
            if (--left == 0) {
                loop.stop();
            } else {
                more();
            }
        }

        void more() {}
    }
}
