// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.netty.poll.CountedPoller;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.netty.channel.ManualIoEventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The view of an event loop of Netty's that runs only while its test says so: {@code runForever} makes the thread that made
 * the loop turn the foreign event loop, and nothing else of the view is different. Between two runs that thread is the
 * foreign event loop's own all the same, so it may call the view.
 */
public final class DrivenLoop extends AttachedLoop {

    private final ManualIoEventLoop foreign;
    private final CountedPoller poller;
    private volatile boolean running;
    private volatile boolean stopping;

    private DrivenLoop(ManualIoEventLoop foreign, CountedPoller poller) {
        super(foreign);
        this.foreign = foreign;
        this.poller = poller;
    }

    /** Makes an event loop of Netty for the calling thread, and its view. */
    public static DrivenLoop create(IoKind kind) {
        CountedPoller poller = new CountedPoller(kind.resolve().poller());
        return new DrivenLoop(new ManualIoEventLoop(Thread.currentThread(), poller), poller);
    }

    /** How many channels the foreign poller has. */
    public int channels() {
        return poller.registrations();
    }

    /** Its thread is the one that made it. */
    @Override
    public boolean runsOnVirtualThreads() {
        return false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void runForever() {
        checkMayRun("runForever");
        running = true;
        try {
            if (stopping) {
                // One iteration: a batch that is queued by now, or by what the poll finds, comes before this.
                boolean[] over = new boolean[1];
                var unused = foreign.schedule(() -> over[0] = true, 0, TimeUnit.NANOSECONDS);
                do {
                    foreign.run(-1, 1);
                } while (!over[0]);
            } else {
                do {
                    // One task of Netty's at a time: what a stop ends must not be followed by another batch.
                    foreign.run(0, 1);
                } while (!stopping);
            }
        } finally {
            stopping = false;
            running = false;
            // An event loop that goes on would poll now, and so close the descriptors of closed channels.
            foreign.runNow(-1);
        }
    }

    private void checkMayRun(String operation) {
        if (isClosed()) {
            throw new IllegalStateException(operation + ": Event loop is closed: " + this);
        }
        if (running) {
            throw new IllegalStateException(operation + ": This event loop is already running: " + this);
        }
        AbstractEventLoop other = RunningLoop.get();
        if (other != null) {
            throw new IllegalStateException(
                    operation + ": Cannot run the event loop while another loop is running: " + other);
        }
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> coroutine) throws Exception {
        checkMayRun("runUntilComplete");
        return runUntilComplete((Future<T>) createTask(coroutine));
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
        checkMayRun("runUntilComplete");
        if (future.loop() != this) {
            throw new IllegalArgumentException("runUntilComplete: " + future + " belongs to a different loop");
        }
        Consumer<Future<T>> stop = done -> stop();
        future.addDoneCallback(stop);
        try {
            runForever();
        } finally {
            future.removeDoneCallback(stop);
        }
        if (!future.done()) {
            throw new IllegalStateException("runUntilComplete: Event loop stopped before Future completed: " + future);
        }
        return future.result();
    }

    @Override
    public void stop() {
        stopping = true;
        foreign.wakeup();
    }

    @Override
    public void close() {
        if (running) {
            throw new IllegalStateException("close: Cannot close a running event loop: " + this);
        }
        if (!isClosed()) {
            end();
            foreign.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            while (!foreign.isTerminated()) {
                foreign.runNow();
            }
        }
    }
}
