// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.signals;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The way of one signal to one callback. Any thread.
 *
 * <p>A process has one handler a signal, and many may want it: several loops, a {@code Runner} that makes Ctrl-C cancel its
 * task, the program itself. As everywhere, who installs last gets the signal, and who leaves puts back what was there before.
 * They need not leave in that order: one that leaves from the middle stays installed below the others, marked as removed.
 * Whoever puts it back is given, at once or when the next signal comes, what was there before it.
 *
 * <p>State: made, installed, removed.
 */
final class SignalRoute {

    /** By the object that the JVM knows. */
    private static final Map<Object, SignalRoute> ROUTES = new ConcurrentHashMap<>();

    private final String signal;
    private final AbstractEventLoop loop;
    private final Runnable callback;
    private final Context context;
    private final Object handler;
    private @Nullable Object before;
    private volatile boolean removed;

    SignalRoute(String signal, AbstractEventLoop loop, Runnable callback, Context context) {
        this.signal = signal;
        this.loop = loop;
        this.callback = callback;
        this.context = context;
        this.handler = JvmSignals.handler(this::arrived);
    }

    /**
     * Takes the signal, without a moment in which it has no handler.
     *
     * @param replaced the loop's former route, which ends, or null
     * @throws IllegalArgumentException if the JVM or the system keeps it
     */
    void install(@Nullable SignalRoute replaced) {
        synchronized (ROUTES) {
            Object present = JvmSignals.install(signal, handler);
            ROUTES.put(handler, this);
            before = present;
            if (replaced != null) {
                replaced.removed = true;
                if (present == replaced.handler) {
                    before = replaced.before;
                    ROUTES.remove(present);
                }
            }
        }
    }

    /** Gives the signal back to whoever had it before. */
    void remove() {
        synchronized (ROUTES) {
            removed = true;
            Object present = JvmSignals.install(signal, previous());
            if (present == handler) {
                ROUTES.remove(handler);
            } else {
                // Somebody came after this one, and stays.
                JvmSignals.install(signal, present);
            }
        }
    }

    /** What was there before, without those that have left meanwhile. */
    private Object previous() {
        Object found = Objects.requireNonNull(before);
        for (SignalRoute route = ROUTES.get(found); route != null && route.removed; route = ROUTES.get(found)) {
            found = Objects.requireNonNull(route.before);
        }
        return found;
    }

    /** On a thread of the JVM's: the signal has come. */
    private void arrived() {
        if (removed) {
            passOn();
            return;
        }
        try {
            loop.callSoonThreadsafe(new Call(), context);
        } catch (IllegalStateException closed) {
            // Between the signal and now; closing gives the signal back.
        }
    }

    private void passOn() {
        Object next;
        synchronized (ROUTES) {
            next = previous();
            Object present = JvmSignals.install(signal, next);
            if (present == handler) {
                ROUTES.remove(handler);
            } else {
                JvmSignals.install(signal, present);
            }
        }
        if (JvmSignals.isCode(next)) {
            JvmSignals.deliver(signal, next);
        } else {
            JvmSignals.raise(signal);
        }
    }

    /** Has the callback's name in reports. */
    private final class Call implements Runnable {
        @Override
        public void run() {
            if (!removed) {
                callback.run();
            }
        }

        @Override
        public String toString() {
            return callback.toString();
        }
    }
}
