// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A thread that a rule starts beside its own; it ends before the rule does. Any thread may join it. */
public final class RuleThread {

    /** What such a thread does. */
    @FunctionalInterface
    public interface Body {
        /**
         * Does it.
         *
         * @throws Exception whatever goes wrong; {@link RuleThread#join()} throws it again
         */
        void run() throws Exception;
    }

    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final double limitSeconds;
    private volatile @Nullable Throwable failure;
    private boolean joined;

    RuleThread(String name, Body body, double limitSeconds) {
        this.limitSeconds = limitSeconds;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> {
            try {
                Stress.delay();
                body.run();
            } catch (Throwable error) {
                failure = error;
            } finally {
                ended.countDown();
            }
        });
        thread.start();
    }

    /**
     * Waits for the end and throws what the body threw.
     *
     * @throws AssertionError if it does not end in time, with its stack
     * @throws Exception what the body threw
     */
    public void join() throws Exception {
        joined = true;
        if (!ended.await((long) (limitSeconds * 1000), TimeUnit.MILLISECONDS)) {
            StringBuilder text = new StringBuilder("thread " + thread.getName() + " did not end; it is at:");
            for (StackTraceElement frame : thread.getStackTrace()) {
                text.append("\n    ").append(frame);
            }
            throw new AssertionError(text);
        }
        thread.join();
        Throwable error = failure;
        failure = null;
        if (error instanceof Exception exception) {
            throw exception;
        }
        if (error instanceof Error serious) {
            throw serious;
        }
    }

    void joinIfForgotten() throws Exception {
        if (!joined || failure != null) {
            join();
        }
    }

    /**
     * Tells whether the body has ended.
     *
     * @return true after its end
     */
    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /**
     * Returns the thread itself.
     *
     * @return a started platform thread
     */
    public Thread thread() {
        return thread;
    }
}
