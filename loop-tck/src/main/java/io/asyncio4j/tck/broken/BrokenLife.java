// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.LoopExit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of LIFE: running, stopping, closing. */
final class BrokenLife {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("LIFE-01", "counts as running for ever when an error ended its run", RunsForEver::new),
            new BrokenLoop("LIFE-02", "does not say in its callbacks that it runs", HidesInCallbacks::new),
            new BrokenLoop("LIFE-03", "runs two iterations when it was stopped before", StopsLate::new),
            new BrokenLoop("LIFE-04", "breaks its batch off when it is stopped", BreaksOff::new),
            new BrokenLoop("LIFE-06", "fails when stopped after its end", StopFailsWhenClosed::new),
            new BrokenLoop("LIFE-07", "forgets its timers when a run ends", ForgetsTimers::new),
            new BrokenLoop("LIFE-08", "brings the data that stopped it once more in the next run", BringsAgain::new),
            new BrokenLoop("LIFE-09", "ignores a run inside a run", IgnoresNestedRuns::new),
            new BrokenLoop("LIFE-10", "runs inside another loop's callback", RunsInside::new),
            new BrokenLoop("LIFE-11", "takes callbacks when it is closed, and drops them", TakesWhenClosed::new),
            new BrokenLoop("LIFE-13", "takes close() for stop() while it runs", CloseIsStop::new),
            new BrokenLoop("LIFE-14", "fails when closed twice", ClosesOnce::new),
            new BrokenLoop("LIFE-15", "runs what is queued before it closes", DrainsOnClose::new),
            new BrokenLoop("LIFE-16", "leaves its executor running when it is closed", KeepsExecutor::new),
            new BrokenLoop("LIFE-17", "complains about outcomes that come after its end", ComplainsAfterClose::new),
            new BrokenLoop("LIFE-19", "wraps the failure of the future it runs", WrapsFailures::new),
            new BrokenLoop("LIFE-20", "looks whose future it is after the run only", LooksTooLate::new),
            new BrokenLoop("LIFE-22", "leaves its callback at a future when it is stopped", LeavesCallback::new),
            new BrokenLoop("LIFE-23", "leaves its callback at a future when an error ends the run", LeavesOrphan::new),
            new BrokenLoop("LIFE-24", "reports the exit of its main coroutine as never retrieved", ReportsExit::new));

    private BrokenLife() {}

    private static final class RunsForEver extends ForwardingLoop {
        private boolean running;

        RunsForEver(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public void runForever() {
            super.runForever();
            running = false;
        }

        @Override
        void fire(Handle handle) {
            running = true;
            super.fire(handle);
        }

        @Override
        public boolean isRunning() {
            return running || super.isRunning();
        }
    }

    private static final class HidesInCallbacks extends ForwardingLoop {
        HidesInCallbacks(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        void fire(Handle handle) {
            RunningLoop.set(null);
            try {
                super.fire(handle);
            } finally {
                RunningLoop.set(this);
            }
        }
    }

    private static final class StopsLate extends ForwardingLoop {
        StopsLate(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public void stop() {
            if (isRunning() || isClosed()) {
                super.stop();
            } else {
                inner.callSoon(() -> inner.callSoon(inner::stop));
            }
        }
    }

    private static final class BreaksOff extends ForwardingLoop {
        private boolean stopped;

        BreaksOff(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public void stop() {
            stopped = isRunning();
            super.stop();
        }

        @Override
        public void runForever() {
            stopped = false;
            super.runForever();
        }

        @Override
        void fire(Handle handle) {
            if (stopped) {
                run(() -> inner.callSoon(new Entry("", handle), handle.context()));
            } else {
                super.fire(handle);
            }
        }
    }

    private static final class StopFailsWhenClosed extends ForwardingLoop {
        StopFailsWhenClosed(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public void stop() {
            checkOpen("stop");
            super.stop();
        }
    }

    private static final class ForgetsTimers extends ForwardingLoop {
        private final List<TimerHandle> timers = new ArrayList<>();

        ForgetsTimers(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
            TimerHandle timer = super.callLater(delaySeconds, callback, context);
            timers.add(timer);
            return timer;
        }

        @Override
        public void runForever() {
            super.runForever();
            timers.forEach(TimerHandle::cancel);
        }
    }

    private static final class BringsAgain extends ForwardingLoop {
        private boolean stopped;
        private @Nullable Runnable last;

        BringsAgain(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        void dataReceived(Protocol to, byte[] data) {
            stopped = false;
            super.dataReceived(to, data);
            if (stopped) {
                last = () -> to.dataReceived(data);
            }
        }

        @Override
        public void stop() {
            super.stop();
            stopped = true;
        }

        @Override
        public void runForever() {
            if (last != null) {
                callSoon(last);
                last = null;
            }
            super.runForever();
        }
    }

    private static final class IgnoresNestedRuns extends ForwardingLoop {
        IgnoresNestedRuns(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public void runForever() {
            if (!isRunning()) {
                super.runForever();
            }
        }
    }

    private static final class RunsInside extends ForwardingLoop {
        RunsInside(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public void runForever() {
            AbstractEventLoop outer = RunningLoop.get();
            if (outer == null || outer == this) {
                super.runForever();
                return;
            }
            RunningLoop.set(null);
            try {
                // Just one iteration, lest the one who should have been refused waits for ever.
                inner.stop();
                inner.runForever();
            } finally {
                RunningLoop.set(outer);
            }
        }
    }

    private static final class TakesWhenClosed extends ForwardingLoop {
        TakesWhenClosed(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public Handle callSoon(Runnable callback, @Nullable Context context) {
            return isClosed() ? new Handle(callback, this, context) : super.callSoon(callback, context);
        }
    }

    private static final class CloseIsStop extends ForwardingLoop {
        CloseIsStop(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public void close() {
            if (isRunning()) {
                stop();
            } else {
                super.close();
            }
        }
    }

    private static final class ClosesOnce extends ForwardingLoop {
        ClosesOnce(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public void close() {
            checkOpen("close");
            super.close();
        }
    }

    private static final class DrainsOnClose extends ForwardingLoop {
        DrainsOnClose(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public void close() {
            if (!isClosed() && !isRunning()) {
                stop();
                runForever();
            }
            super.close();
        }
    }

    private static final class KeepsExecutor extends ForwardingLoop {
        KeepsExecutor(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public void setDefaultExecutor(ExecutorService executor) {
            super.setDefaultExecutor(executor == null ? executor : new UndyingExecutor(executor));
        }
    }

    private static final class ComplainsAfterClose extends ForwardingLoop {
        ComplainsAfterClose(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public <T extends @Nullable Object> Future<T> runInExecutor(
                @Nullable Executor executor, Callable<T> function) {
            return super.runInExecutor(executor, () -> {
                try {
                    return function.call();
                } finally {
                    if (isClosed()) {
                        callExceptionHandler(ExceptionContext.of("an outcome came after the loop's end"));
                    }
                }
            });
        }
    }

    private static final class WrapsFailures extends ForwardingLoop {
        WrapsFailures(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
            try {
                return super.runUntilComplete(future);
            } catch (Exception e) {
                throw future != null && future.done() ? new ExecutionException(e) : e;
            }
        }
    }

    private static final class LooksTooLate extends ForwardingLoop {
        LooksTooLate(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
            if (future != null && future.loop() != this) {
                stop();
                runForever();
            }
            return super.runUntilComplete(future);
        }
    }

    private static final class LeavesCallback extends ForwardingLoop {
        LeavesCallback(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
            try {
                return super.runUntilComplete(future);
            } catch (IllegalStateException stopped) {
                if (!future.done()) {
                    future.addDoneCallback(done -> stop());
                }
                throw stopped;
            }
        }
    }

    private static final class LeavesOrphan extends ForwardingLoop {
        LeavesOrphan(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public <T extends @Nullable Object> T runUntilComplete(Future<T> future) throws Exception {
            try {
                return super.runUntilComplete(future);
            } catch (LoopExit exit) {
                future.addDoneCallback(done -> stop());
                throw exit;
            }
        }
    }

    private static final class ReportsExit extends ForwardingLoop {
        ReportsExit(AbstractEventLoop inner) {
            super(inner);
        }

        @Override
        public <T extends @Nullable Object> T runUntilComplete(Coroutine<T> body) throws Exception {
            try {
                return super.runUntilComplete(body);
            } catch (LoopExit exit) {
                createFuture().setException(exit);
                throw exit;
            }
        }
    }
}
