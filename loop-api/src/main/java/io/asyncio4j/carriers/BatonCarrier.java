// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.carriers;

import io.asyncio4j.events.AbstractEventLoop;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Coroutines on the JDK's own scheduler, which pass one baton with the loop: no flags needed.
 *
 * <p>
 * A hand-over is two parks and two unparks. It is cheap while the loop itself runs on a virtual thread, since both
 * then change places on one carrier thread. A platform loop thread pays a wake-up by the kernel each way; before it
 * parks it spins for a moment, because most steps are shorter than that.
 */
final class BatonCarrier implements TaskCarrier {

    /** About 10 to 20 microseconds: the cost of the park and wake-up that it may save. */
    private static final int SPINS_BEFORE_PARK = Runtime.getRuntime().availableProcessors() > 1 ? 400 : 0;

    @Override
    public String name() {
        return "BatonCarrier";
    }

    @Override
    public boolean prefersVirtualLoop() {
        return true;
    }

    @Override
    public Fiber newFiber(AbstractEventLoop loop, String name, Runnable body) {
        return new BatonFiber(name, body);
    }

    private static final class BatonFiber implements Fiber, Runnable {
        private final Thread thread;
        private final Runnable body;
        private boolean started;

        /** True while the coroutine has the baton. */
        private volatile boolean running;

        private volatile @Nullable Thread resumer;

        BatonFiber(String name, Runnable body) {
            this.body = body;
            Thread.Builder.OfVirtual builder = VirtualThreads.isOpen()
                    ? VirtualThreads.builder(VirtualThreads.defaultScheduler())
                    : Thread.ofVirtual();
            this.thread = builder.name(name)
                    .inheritInheritableThreadLocals(false)
                    .unstarted(this);
        }

        /** On the fiber's own thread: the whole of it. */
        @Override
        public void run() {
            try {
                body.run();
            } finally {
                handBack();
            }
        }

        @Override
        public void resume() {
            Thread self = Thread.currentThread();
            resumer = self;
            running = true;
            if (started) {
                LockSupport.unpark(thread);
            } else {
                started = true;
                thread.start();
            }
            if (!self.isVirtual()) {
                for (int spins = SPINS_BEFORE_PARK; running && spins > 0; spins--) {
                    Thread.onSpinWait();
                }
            }
            Interrupts.parkWhile(this, () -> running);
        }

        private void handBack() {
            Thread to = resumer;
            running = false;
            LockSupport.unpark(to);
        }

        @Override
        public void suspend() {
            handBack();
            // As Interrupts.parkWhile, without its frame and its lambda: they would stay with each coroutine that waits.
            boolean interrupted = false;
            while (!running) {
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
