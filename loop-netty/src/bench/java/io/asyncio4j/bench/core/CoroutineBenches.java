// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.core;

import io.asyncio4j.Asyncio;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.sync.Held;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** What is built on coroutines: queues, locks, groups, timeouts, streams; measured on both carriers. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoroutineBenches extends LoopBench {

    /** As many tasks as are gathered, or put into a group, at a time. */
    private static final int CHILDREN = 1_000;

    private static final Coroutine<Integer> ONE = () -> 1;

    private static final byte[] LINES =
            "a line of text that has sixty-four bytes, its end being included\n"
                    .repeat(FEW)
                    .getBytes(StandardCharsets.US_ASCII);

    /** An item put and got by the same coroutine: nobody waits. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void queuePutGet() throws Exception {
        run(() -> {
            Queue<Integer> queue = new Queue<>();
            for (int i = 0; i < N; i++) {
                queue.put(1);
                queue.get();
            }
        });
    }

    /** From one coroutine to another through a queue with room for one: both wait for each item. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void queueHandOver() throws Exception {
        run(() -> {
            Queue<Integer> queue = new Queue<>(1);
            Future<?> producer = loop.createTask((CoroutineAction) () -> {
                for (int i = 0; i < N; i++) {
                    queue.put(1);
                }
            });
            for (int i = 0; i < N; i++) {
                queue.get();
            }
            producer.await();
        });
    }

    /** Two coroutines that want the same lock all the time: each acquisition waits for the other's release. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void lockHandOver() throws Exception {
        run(() -> {
            Lock lock = new Lock();
            Held held = lock.acquire();
            CoroutineAction taker = () -> {
                for (int i = 0; i < N / 2; i++) {
                    try (var mine = lock.acquire()) {
                        continue;
                    }
                }
            };
            Future<?> one = loop.createTask(taker);
            Future<?> other = loop.createTask(taker);
            Asyncio.sleep(0);
            held.close();
            one.await();
            other.await();
        });
    }

    /** A lock that is free. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void lockFree() throws Exception {
        run(() -> {
            Lock lock = new Lock();
            for (int i = 0; i < N; i++) {
                try (var held = lock.acquire()) {
                    continue;
                }
            }
        });
    }

    /** A child of gather of 1,000. */
    @Benchmark
    @OperationsPerInvocation(CHILDREN)
    @SuppressWarnings({"unchecked", "rawtypes"})
    public void gather1000() throws Exception {
        run(() -> {
            Coroutine[] children = new Coroutine[CHILDREN];
            for (int i = 0; i < CHILDREN; i++) {
                // Each its own: gather starts the same coroutine once.
                int number = i;
                children[i] = () -> number;
            }
            Asyncio.gather((Coroutine<Integer>[]) children).await();
        });
    }

    /** A child of a TaskGroup of 1,000. */
    @Benchmark
    @OperationsPerInvocation(CHILDREN)
    public void taskGroup1000() throws Exception {
        run(() -> Asyncio.taskGroup(group -> {
            for (int i = 0; i < CHILDREN; i++) {
                group.createTask(ONE);
            }
        }));
    }

    /** A limit around what is ready already. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void timeoutReady() throws Exception {
        Future<Integer> ready = loop.createFuture();
        ready.setResult(1);
        run(() -> {
            for (int i = 0; i < N; i++) {
                Asyncio.timeout(60, ready::await);
            }
        });
    }

    /** A line of 65 bytes, of a thousand that have arrived. */
    @Benchmark
    @OperationsPerInvocation(FEW)
    public void readLine() throws Exception {
        run(() -> {
            StreamReader reader = new StreamReader(loop);
            reader.feedData(LINES);
            reader.feedEof();
            while (reader.readLine().length > 0) {
                continue;
            }
        });
    }

    private void run(CoroutineAction body) throws Exception {
        onBestThread(() -> loop.runUntilComplete(body));
    }
}
