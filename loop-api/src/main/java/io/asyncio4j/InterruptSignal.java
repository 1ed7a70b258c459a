// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.internal.JvmSignal;
import io.asyncio4j.tasks.KeyboardInterrupt;
import io.asyncio4j.tasks.Task;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C while a {@link Runner} runs; asyncio's handling of {@code SIGINT} (rules POL-13 to POL-15).
 *
 * <p>
 * <b>Who gets it.</b> Only a run on the thread that the launcher started ("main"), as in Python, and only if nobody else
 * has taken the signal from the JVM: a program that embeds loops in threads of its own, or has its own handler, keeps
 * what it has. Runs that are nested or beside each other cannot collide, since one thread runs one loop.
 *
 * <p>
 * <b>What it does.</b> The first one cancels the main task, whose {@code finally} blocks run and may await; if the task
 * ends by that, {@link KeyboardInterrupt} is thrown instead. The second one throws {@code KeyboardInterrupt} out of the
 * run without waiting for the task, as soon as the loop gets to it. Python can also interrupt code that does not come
 * back to the loop; a JVM cannot, so the third one does what it does without asyncio: it ends the JVM, with its shutdown
 * hooks and the status 130.
 *
 * <p>
 * <b>Where it is not possible</b> (java -Xrs, a run-time image without jdk.unsupported, a signal that is ignored as with
 * {@code nohup}), Ctrl-C stays what it was.
 */
final class InterruptSignal implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.asyncio4j");

    private final JvmSignal signal = JvmSignal.of("INT");
    private final Object handler = signal.handler(this::arrived);
    private final AbstractEventLoop loop;
    private final Task<?> main;
    private final Object previous;
    private volatile int count;

    /** The run is over. Whoever took the signal over during the run may still put this handler back. */
    private volatile boolean closed;

    private InterruptSignal(AbstractEventLoop loop, Task<?> main) {
        this.loop = loop;
        this.main = main;
        this.previous = signal.install(handler);
    }

    /** Takes the signal over until {@link #close()}, where that makes sense and is possible. */
    static @Nullable InterruptSignal duringRunOf(AbstractEventLoop loop, Task<?> main) {
        Thread self = Thread.currentThread();
        ThreadGroup group = self.getThreadGroup();
        if (self.isVirtual() || !self.getName().equals("main") || group == null || !group.getName().equals("main")) {
            return null;
        }
        try {
            InterruptSignal installed = new InterruptSignal(loop, main);
            if (JvmSignal.isJdksOwn(installed.previous)) {
                return installed;
            }
            installed.close();
        } catch (IllegalArgumentException refused) {
            LOG.log(Level.DEBUG, "Ctrl-C will not cancel the main task: this JVM refuses a handler", refused);
        }
        return null;
    }

    /** On a thread that the JVM starts for each signal. */
    private void arrived() {
        if (closed) {
            signal.deliver(previous);
            return;
        }
        int number;
        synchronized (this) {
            number = ++count;
        }
        if (number > 2) {
            signal.deliver(previous);
            return;
        }
        try {
            loop.callSoonThreadsafe(() -> {
                if (number > 1 || main.done()) {
                    throw new KeyboardInterrupt();
                }
                main.cancel();
            });
        } catch (IllegalStateException closed) {
            LOG.log(Level.DEBUG, "Ctrl-C came when the loop was closed already", closed);
        }
    }

    /** Tells whether the signal came. */
    boolean came() {
        return count > 0;
    }

    /** Puts back what was there, unless somebody has taken the signal over meanwhile. */
    @Override
    public void close() {
        closed = true;
        Object present = signal.install(previous);
        if (present != handler) {
            signal.install(present);
        }
    }
}
