// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.core;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.netty.NettyEventLoop;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The loop under measurement. Every benchmark runs it until its work is done, many operations a run.
 *
 * <p>
 * Without the flag for the faster carrier the loop runs on a virtual thread, as {@code Asyncio.run} has it.
 */
@State(Scope.Thread)
public class LoopBench {

    /** Operations of one run of the loop; the script in Python has the same numbers. */
    static final int N = 10_000;

    /** Where a round trip takes tens of microseconds. */
    static final int FEW = 1_000;

    /** Timers at the same time. */
    static final int TIMERS = 100_000;

    private static final boolean OPEN =
            Object.class.getModule().isOpen("java.lang", LoopBench.class.getModule());

    /** The loop, with its default poller. */
    AbstractEventLoop loop;

    /** Makes it. */
    @Setup
    public void open() {
        loop = NettyEventLoop.create();
    }

    /** Closes it. */
    @TearDown
    public void close() {
        loop.close();
    }

    /** A run of the loop. */
    interface Run {
        void run() throws Exception;
    }

    /** Runs on the thread that suits the carrier. */
    static void onBestThread(Run run) throws Exception {
        if (OPEN) {
            run.run();
            return;
        }
        var failure = new Exception[1];
        Thread.ofVirtual().start(() -> {
            try {
                run.run();
            } catch (Exception e) {
                failure[0] = e;
            }
        }).join();
        if (failure[0] != null) {
            throw failure[0];
        }
    }
}
