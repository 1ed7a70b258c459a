// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.RuleCatalog;
import io.asyncio4j.tck.RuleTest;
import io.asyncio4j.tck.reference.ParkingLoop;
import io.asyncio4j.tck.reference.ParkingLoopUnderTest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Loops that break one rule each, in a way that other loops really do; the rule's test has to notice. */
final class BrokenLoopsTest {

    private static final List<RuleTest> TESTS = RuleCatalog.tests();

    @TestFactory
    Stream<DynamicTest> eachIsCaughtByItsRule() {
        return Stream.of(
                caught("SCHED-01", "calls back inside callSoon", CallsInline::new),
                caught("SCHED-01", "runs the newest callback first", NewestFirst::new),
                caught("SCHED-08", "is not woken by posts of other threads", NeverWoken::new),
                caught("SCHED-09", "serves posts of other threads behind its own queue", PostsComeLast::new),
                caught("TIME-01", "fires timers too early", HalfDelays::new),
                caught("TIME-04", "takes a delay of zero for callSoon", ZeroIsSoon::new),
                caught("TIME-08", "fires cancelled timers that are due", KeepsCancelled::new),
                caught("LIFE-06", "fails when stopped after its end", StopFailsWhenClosed::new),
                caught("LIFE-14", "fails when closed twice", ClosesOnce::new),
                caught("LIFE-15", "runs what is queued before it closes", DrainsOnClose::new),
                caught("HND-05", "lets others cancel a running callback without waiting", PlainThreadsafeHandles::new),
                caught("CTX-01", "takes the context when it calls back", LateContext::new),
                caught("CTX-02", "runs in a copy of a given context", CopiesContexts::new),
                caught("EXC-09", "hands reports over to the loop", DefersReports::new),
                caught("EXEC-01", "runs jobs on the calling thread", InlineExecutor::new),
                caught("DBG-01", "has no debug mode", NoDebug::new));
    }

    private static DynamicTest caught(String id, String how, Supplier<ParkingLoop> loop) {
        return DynamicTest.dynamicTest(id + ": a loop that " + how, () -> {
            RuleTest test = TESTS.stream()
                    .filter(each -> each.text().id().equals(id))
                    .findFirst()
                    .orElseThrow();
            RuleRunner runner = new RuleRunner(
                    new ParkingLoopUnderTest("BatonCarrier") {
                        @Override
                        protected ParkingLoop make() {
                            return loop.get();
                        }
                    },
                    2);
            RuleFailure failure = assertThrows(RuleFailure.class, () -> runner.run(test));
            assertTrue(String.valueOf(failure.getMessage()).startsWith(id + " "), failure.getMessage());
        });
    }

    private static final class CallsInline extends ParkingLoop {
        @Override
        public Handle callSoon(Runnable callback, @Nullable Context context) {
            Handle handle = new Handle(callback, this, context);
            handle.run();
            return handle;
        }
    }

    private static final class NewestFirst extends ParkingLoop {
        private final Deque<Handle> stack = new ArrayDeque<>();

        @Override
        public Handle callSoon(Runnable callback, @Nullable Context context) {
            Handle handle = new Handle(callback, this, context);
            stack.push(handle);
            super.callSoon(() -> stack.pop().run(), null);
            return handle;
        }
    }

    private static final class NeverWoken extends ParkingLoop {
        @Override
        protected void wakeupIo() {}
    }

    private static final class PostsComeLast extends ParkingLoop {
        @Override
        public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
            return super.callSoonThreadsafe(() -> callSoon(callback, context), context);
        }
    }

    private static final class HalfDelays extends ParkingLoop {
        @Override
        public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
            return super.callLater(delaySeconds / 2, callback, context);
        }
    }

    private static final class ZeroIsSoon extends ParkingLoop {
        @Override
        public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
            if (delaySeconds > 0) {
                return super.callLater(delaySeconds, callback, context);
            }
            TimerHandle timer = new TimerHandle(clock().nanos(), callback, this, context);
            enqueue(timer);
            return timer;
        }
    }

    private static final class KeepsCancelled extends ParkingLoop {
        @Override
        public TimerHandle callAt(double when, Runnable callback, @Nullable Context context) {
            super.callAt(when, callback, context);
            return new TimerHandle(clock().nanos(), callback, this, context);
        }
    }

    private static final class StopFailsWhenClosed extends ParkingLoop {
        @Override
        public void stop() {
            if (isClosed()) {
                throw new IllegalStateException("stop: this loop is closed");
            }
            super.stop();
        }
    }

    private static final class ClosesOnce extends ParkingLoop {
        @Override
        public void close() {
            if (isClosed()) {
                throw new IllegalStateException("close: this loop is closed");
            }
            super.close();
        }
    }

    private static final class DrainsOnClose extends ParkingLoop {
        @Override
        public void close() {
            if (!isClosed() && !isRunning()) {
                stop();
                runForever();
            }
            super.close();
        }
    }

    private static final class PlainThreadsafeHandles extends ParkingLoop {
        @Override
        public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
            Handle handle = new Handle(callback, this, context);
            super.callSoonThreadsafe(handle::run, null);
            return handle;
        }
    }

    private static final class LateContext extends ParkingLoop {
        @Override
        public Handle callSoon(Runnable callback, @Nullable Context context) {
            return super.callSoon(callback, context == null ? new Context() : context);
        }
    }

    private static final class CopiesContexts extends ParkingLoop {
        @Override
        public Handle callSoon(Runnable callback, @Nullable Context context) {
            return super.callSoon(callback, context == null ? null : context.copy());
        }
    }

    private static final class DefersReports extends ParkingLoop {
        @Override
        public void callExceptionHandler(ExceptionContext context) {
            callSoonThreadsafe(() -> super.callExceptionHandler(context));
        }
    }

    private static final class InlineExecutor extends ParkingLoop {
        @Override
        public <T extends @Nullable Object> Future<T> runInExecutor(@Nullable Executor given, Callable<T> function) {
            return super.runInExecutor(Runnable::run, function);
        }
    }

    private static final class NoDebug extends ParkingLoop {
        @Override
        public void setDebug(boolean enabled) {}
    }
}
