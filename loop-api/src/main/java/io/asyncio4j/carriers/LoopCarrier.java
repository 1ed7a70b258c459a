// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.carriers;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.internal.ExecutionState;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Coroutines whose scheduler is the loop: a step runs inline, on the loop's own thread. Needs {@code java.lang} open.
 *
 * <p>
 * <b>How a step goes.</b> A virtual thread hands its continuation, a Runnable, to its scheduler whenever it can go on.
 * {@link LoopFiber#resume} unparks the thread, receives that Runnable and runs it: it returns when the virtual thread
 * parked or ended. Then either the coroutine suspended, and the step is over; or it blocked by other means, and the
 * loop waits here for the next continuation.
 *
 * <p>
 * <b>Who may run a continuation.</b> Only a platform thread (the JDK insists). So each loop thread that is inside a
 * step is a {@link Driver}: continuations that become ready meanwhile are brought to it, also those of a second
 * coroutine that the first one resumes (an eager task): the first parks, the driver runs the second, then the first
 * again. Where no platform thread drives (the loop itself runs on a virtual thread, a stray unpark between two steps,
 * a loop that was closed), the JDK's scheduler runs the continuation; nothing is ever rejected, which would strand the
 * thread.
 *
 * <p>
 * <b>Children.</b> A virtual thread that a coroutine starts inherits this scheduler (JDK 25). It is told apart by its
 * continuation, which is another object, and goes to the JDK's scheduler: it must not run as part of the loop.
 */
final class LoopCarrier implements TaskCarrier {

    static final TaskCarrier INSTANCE = new LoopCarrier();

    private LoopCarrier() {}

    @Override
    public String name() {
        return "LoopCarrier";
    }

    @Override
    public Fiber newFiber(AbstractEventLoop loop, String name, Runnable body) {
        return new LoopFiber(name, body);
    }

    /** A platform thread inside a step, and the continuations that are to run on it. */
    private static final class Driver {
        private static final ThreadLocal<Driver> OF_THREAD = ThreadLocal.withInitial(Driver::new);

        private final Thread thread = Thread.currentThread();
        private final Queue<Runnable> brought = new ConcurrentLinkedQueue<>();

        /** The continuation that the driver itself made ready a moment ago: the usual case, without the queue. */
        private @Nullable Runnable own;

        /** True while a continuation runs on this thread; written before {@code stepping} is read again. */
        private volatile boolean mounted;

        void bring(Runnable continuation) {
            if (Thread.currentThread() == thread && own == null) {
                own = continuation;
            } else {
                brought.add(continuation);
                LockSupport.unpark(thread);
            }
        }

        @Nullable Runnable take() {
            Runnable next = own;
            if (next != null) {
                own = null;
                return next;
            }
            return brought.poll();
        }

        /** Takes one back that came when the step was over already. */
        boolean takeBack(Runnable continuation) {
            return brought.remove(continuation);
        }

        /**
         * Gives away what is left over after a step: of threads that somebody else woke when they had suspended. They only
         * look and wait again, but until then they cannot be resumed, and this thread may never drive another step.
         */
        void handOn() {
            for (Runnable next = take(); next != null; next = take()) {
                VirtualThreads.defaultScheduler().execute(next);
            }
        }

        /** Runs continuations until {@code fiber}'s step is over. */
        void driveUntilSuspended(LoopFiber fiber) {
            boolean interrupted = false;
            while (fiber.stepping) {
                Runnable next = take();
                if (next != null) {
                    // The JDK clears this thread's interrupt when a virtual thread gets on it; and when it gets off, so that
                    // one which comes in between is lost.
                    interrupted |= Thread.interrupted();
                    mounted = true;
                    next.run();
                    mounted = false;
                } else {
                    LockSupport.park(fiber);
                    interrupted |= Thread.interrupted();
                }
            }
            if (interrupted) {
                thread.interrupt();
            }
        }
    }

    private static final class LoopFiber implements Fiber, Executor, Runnable {
        private final Thread thread;
        private final Runnable body;
        private boolean started;

        /** True from resume until the coroutine suspends or ends. */
        private volatile boolean stepping;

        /** Where continuations go while a step runs; null otherwise. */
        private volatile @Nullable Driver driver;

        private volatile @Nullable Thread resumer;

        /** This fiber's continuation, known from its start on; any other comes from a child thread. */
        private volatile @Nullable Runnable continuation;

        LoopFiber(String name, Runnable body) {
            this.body = body;
            this.thread = VirtualThreads.builder(this)
                    .name(name)
                    .inheritInheritableThreadLocals(false)
                    .unstarted(this);
        }

        /** On the fiber's own thread: the whole of it. */
        @Override
        public void run() {
            ExecutionState.current().fiber = this;
            try {
                body.run();
            } finally {
                endStep();
            }
        }

        @Override
        public void resume() {
            Thread self = Thread.currentThread();
            Driver drives;
            boolean inline = !self.isVirtual();
            if (inline) {
                drives = Driver.OF_THREAD.get();
            } else {
                // How a nested resume finds the driver.
                drives = ExecutionState.current().fiber instanceof LoopFiber outer ? outer.driver : null;
                resumer = self;
            }
            driver = drives;
            stepping = true;
            if (started) {
                LockSupport.unpark(thread);
            } else {
                started = true;
                thread.start();
            }
            if (inline && drives != null) {
                drives.driveUntilSuspended(this);
            } else {
                Interrupts.parkWhile(this, () -> stepping);
            }
            driver = null;
            if (inline && drives != null) {
                drives.handOn();
            }
        }

        @Override
        public void execute(Runnable ready) {
            if (continuation == null) {
                continuation = ready;
            }
            Driver drives = driver;
            if (drives != null && ready == continuation) {
                drives.bring(ready);
                // Either this sees that the step is over, or its driver sees what was brought.
                if (driver == drives || !drives.takeBack(ready)) {
                    return;
                }
            }
            VirtualThreads.defaultScheduler().execute(ready);
        }

        private void endStep() {
            Thread waiting = resumer;
            resumer = null;
            Driver drives = driver;
            stepping = false;
            if (waiting != null) {
                LockSupport.unpark(waiting);
            } else if (drives != null && !drives.mounted) {
                // A stray wake-up had put us on another thread; else the driver runs us and looks by itself.
                LockSupport.unpark(drives.thread);
            }
        }

        @Override
        public void suspend() {
            endStep();
            // As Interrupts.parkWhile, without its frame and its lambda: they would stay with each coroutine that waits.
            boolean interrupted = false;
            while (!stepping) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Thread thread() {
            return thread;
        }
    }
}
