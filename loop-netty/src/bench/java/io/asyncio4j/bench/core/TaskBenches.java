// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.core;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Coroutines; measured on both carriers. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TaskBenches extends LoopBench {

    private static final Coroutine<Integer> ONE = () -> 1;

    /** A coroutine gives way: {@code sleep(0)}. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void taskSwitch() throws Exception {
        run(() -> {
            for (int i = 0; i < N; i++) {
                Asyncio.sleep(0);
            }
        });
    }

    /** A task that does nothing, made and awaited. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void taskCreateAwait() throws Exception {
        run(() -> {
            for (int i = 0; i < N; i++) {
                loop.createTask(ONE).await();
            }
        });
    }

    /** A future that a callback fulfils. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void futureRoundTrip() throws Exception {
        run(() -> {
            for (int i = 0; i < N; i++) {
                Future<Integer> future = loop.createFuture();
                loop.callSoon(() -> future.setResult(1));
                future.await();
            }
        });
    }

    /** A function on the default executor, awaited. */
    @Benchmark
    @OperationsPerInvocation(FEW)
    public void executorRoundTrip() throws Exception {
        run(() -> {
            for (int i = 0; i < FEW; i++) {
                loop.runInExecutor(null, () -> 1).await();
            }
        });
    }

    private void run(CoroutineAction body) throws Exception {
        onBestThread(() -> loop.runUntilComplete(body));
    }
}
