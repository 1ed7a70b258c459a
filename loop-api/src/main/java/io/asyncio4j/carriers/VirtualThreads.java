// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.carriers;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes virtual threads with a chosen scheduler. The JDK has that only inside {@code java.lang}
 * ({@code ThreadBuilders.VirtualThreadBuilder(Executor)}), so this works where {@code java.lang} is open to this
 * library and says so where it is not.
 *
 * <p>
 * A virtual thread that is started by a coroutine of the loop carrier would inherit the loop as its scheduler (JDK 25),
 * and blocking in it would then be the loop's business. {@link #onDefaultScheduler} makes threads that do not.
 */
public final class VirtualThreads {

    private static final @Nullable MethodHandle BUILDER;
    private static final @Nullable Executor DEFAULT_SCHEDULER;
    private static final String WHY_CLOSED;

    static {
        MethodHandle builder = null;
        Executor scheduler = null;
        String why = "";
        try {
            Class<?> builderClass = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
            Constructor<?> constructor = builderClass.getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            Field field = Class.forName("java.lang.VirtualThread").getDeclaredField("DEFAULT_SCHEDULER");
            field.setAccessible(true);
            scheduler = (Executor) field.get(null);
            builder = MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            scheduler = null;
            why = e.toString();
        }
        BUILDER = scheduler == null ? null : builder;
        DEFAULT_SCHEDULER = scheduler;
        WHY_CLOSED = why;
    }

    private VirtualThreads() {}

    static boolean isOpen() {
        return BUILDER != null;
    }

    static String whyClosed() {
        return WHY_CLOSED;
    }

    /** The JDK's own scheduler; only where {@link #isOpen()}. */
    static Executor defaultScheduler() {
        return Objects.requireNonNull(DEFAULT_SCHEDULER);
    }

    static Thread.Builder.OfVirtual builder(Executor scheduler) {
        try {
            return (Thread.Builder.OfVirtual) Objects.requireNonNull(BUILDER).invokeExact(scheduler);
        } catch (Throwable e) {
            throw new IllegalStateException("carrier: this JDK refused a virtual thread with its own scheduler; set "
                    + TaskCarrier.PROPERTY + "=baton", e);
        }
    }

    /**
     * Returns a factory of virtual threads on the JDK's scheduler, whoever calls it.
     *
     * @param prefix of the threads' names, a number follows
     * @return a thread-safe factory
     */
    public static ThreadFactory onDefaultScheduler(String prefix) {
        Thread.Builder.OfVirtual builder = isOpen() ? builder(defaultScheduler()) : Thread.ofVirtual();
        return builder.name(prefix, 1).inheritInheritableThreadLocals(false).factory();
    }
}
