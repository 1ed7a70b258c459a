// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Finds and makes loops: asyncio's {@code get_running_loop}, {@code get_event_loop}, {@code set_event_loop} and
 * {@code new_event_loop}. Any thread; there are no policies (rule POL-05).
 */
public final class EventLoops {

    /** The system property that names the {@link EventLoopProvider} where there are several. */
    public static final String PROPERTY = "io.asyncio4j.loop";

    private static final ThreadLocal<@Nullable AbstractEventLoop> OF_THREAD = new ThreadLocal<>();

    private EventLoops() {}

    /**
     * Returns the loop whose callback or coroutine is the caller; {@code asyncio.get_running_loop}.
     *
     * @return the running loop
     * @throws IllegalStateException if the caller is neither
     */
    public static AbstractEventLoop getRunningLoop() {
        AbstractEventLoop loop = RunningLoop.get();
        if (loop == null) {
            throw new IllegalStateException("getRunningLoop: no running event loop on \""
                    + Thread.currentThread().getName()
                    + "\"; call it in a callback or a coroutine, for instance inside Asyncio.run");
        }
        return loop;
    }

    /**
     * Returns the running loop, else the one that was set for this thread; {@code asyncio.get_event_loop}. It never
     * makes one (rule POL-02).
     *
     * @return the loop
     * @throws IllegalStateException if there is neither
     */
    public static AbstractEventLoop getEventLoop() {
        AbstractEventLoop loop = RunningLoop.get();
        if (loop == null) {
            loop = OF_THREAD.get();
        }
        if (loop == null) {
            throw new IllegalStateException("getEventLoop: There is no current event loop in thread \""
                    + Thread.currentThread().getName() + "\"; make one with newEventLoop(), or use Asyncio.run");
        }
        return loop;
    }

    /**
     * Sets what {@link #getEventLoop()} answers on this thread while no loop runs; {@code asyncio.set_event_loop}.
     *
     * @param loop the loop, or null for none
     */
    public static void setEventLoop(@Nullable AbstractEventLoop loop) {
        if (loop == null) {
            OF_THREAD.remove();
        } else {
            OF_THREAD.set(loop);
        }
    }

    /**
     * Makes a loop by the provider that {@link #PROPERTY} names, else by the one with the greatest priority;
     * {@code asyncio.new_event_loop}. It is not set for this thread.
     *
     * @return a new, idle loop; the caller closes it
     * @throws IllegalStateException if there is no provider, or none of that name, or it cannot work on this machine
     */
    public static AbstractEventLoop newEventLoop() {
        return provider().newEventLoop();
    }

    /**
     * Makes a loop as {@link #newEventLoop()} does, for who promises that one and the same thread will run and close it, as
     * {@code Runner} does. Some pollers are faster for that, io_uring is.
     *
     * @return a new, idle loop; the caller closes it
     * @throws IllegalStateException if there is no provider, or none of that name, or it cannot work on this machine
     */
    public static AbstractEventLoop newLoopOfOneThread() {
        return provider().newLoopOfOneThread();
    }

    private static EventLoopProvider provider() {
        List<EventLoopProvider> providers = providers();
        if (providers.isEmpty()) {
            throw new IllegalStateException("newEventLoop: no EventLoopProvider is installed; "
                    + "put io.asyncio4j:loop-netty on the class path or module path");
        }
        String wanted = System.getProperty(PROPERTY);
        for (EventLoopProvider provider : providers) {
            if (wanted == null || wanted.equals(provider.name())) {
                return provider;
            }
        }
        throw new IllegalStateException("newEventLoop: the system property " + PROPERTY + " is \"" + wanted
                + "\", but the providers are "
                + providers.stream().map(EventLoopProvider::name).toList() + "; use one of them");
    }

    /** By the thread's class loader, as usual; by this library's own where that one sees nothing (OSGi, plug-ins). */
    private static List<EventLoopProvider> providers() {
        List<EventLoopProvider> found = new ArrayList<>();
        ServiceLoader.load(EventLoopProvider.class).forEach(found::add);
        if (found.isEmpty()) {
            ServiceLoader.load(EventLoopProvider.class, EventLoops.class.getClassLoader())
                    .forEach(found::add);
        }
        found.sort(Comparator.comparingInt(EventLoopProvider::priority)
                .reversed()
                .thenComparing(EventLoopProvider::name));
        return found;
    }

    /**
     * Returns a loop as an executor, for libraries that want one to call back on: {@code java.net.http}, Reactor's
     * {@code Schedulers.fromExecutor}, a {@code CompletableFuture}'s {@code thenRunAsync}. Any thread, as are its calls, each
     * of which is a {@link AbstractEventLoop#callSoonThreadsafe(Runnable)} in an empty context.
     *
     * @param loop the loop
     * @return a view; it refuses work by a {@link java.util.concurrent.RejectedExecutionException} once the loop is closed
     * @throws NullPointerException if the loop is null
     */
    public static Executor executor(AbstractEventLoop loop) {
        return new LoopExecutor(Objects.requireNonNull(loop, "executor: the loop is null; give one"));
    }
}
