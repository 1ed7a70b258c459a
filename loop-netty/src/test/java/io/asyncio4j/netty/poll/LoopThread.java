// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Drives a {@link MovableIoEventLoop} on a thread of its own until it is told to stop. */
final class LoopThread implements AutoCloseable {

    private final MovableIoEventLoop loop;
    private final FutureTask<Void> body;
    private final Thread thread;
    private volatile boolean stopping;

    LoopThread(MovableIoEventLoop loop, Thread.Builder builder) {
        this.loop = loop;
        this.body = new FutureTask<>(this::run, null);
        this.thread = builder.start(body);
    }

    private void run() {
        loop.acquire();
        try {
            while (!stopping) {
                loop.poll(-1);
            }
        } finally {
            loop.release();
        }
    }

    /** Polls on the calling thread until the condition holds. */
    static void pollUntil(MovableIoEventLoop loop, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
                throw new AssertionError("not within 20 s");
            }
            loop.poll(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Override
    public void close() throws Exception {
        loop.execute(() -> stopping = true);
        body.get(20, TimeUnit.SECONDS);
        thread.join();
    }
}
