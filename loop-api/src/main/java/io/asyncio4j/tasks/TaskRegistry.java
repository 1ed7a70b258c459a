// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.internal.Probe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The unfinished tasks of one loop, strongly held, and the one that is being stepped.
 *
 * <p>
 * An intrusive list under a lock that is never held across a suspension: adding and removing cost next to nothing, and
 * a snapshot may be taken from any thread.
 */
public final class TaskRegistry {

    /** Registries of loops that do not keep one themselves. */
    private static final Map<AbstractEventLoop, TaskRegistry> BESIDE =
            Collections.synchronizedMap(new WeakHashMap<>());

    /** How a task ends whose loop was closed. */
    private static final GeneratorExit ABANDONED = new GeneratorExit("loop.close");

    /** Of all loops that are still there; for those who look at the whole JVM. */
    private static final Set<TaskRegistry> ALL =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** The task in whose step the loop is; nested eager steps put the outer one back. */
    volatile @Nullable Task<?> current;

    private @Nullable TaskCarrier carrier;

    private @Nullable Task<?> first;
    private @Nullable Task<?> last;

    // Guarded by this. Ages are known as one sum of birth times, so that they cost the same for any number of tasks.
    private int alive;
    private long started;
    private long births;
    private @Nullable LongSupplier clock;

    /** The async generators of the same loop. */
    final AsyncGenerators generators = new AsyncGenerators();

    /** Makes an empty one; for loop implementers. */
    public TaskRegistry() {
        ALL.add(this);
    }

    /**
     * Returns the unfinished tasks of all loops of this JVM, loop by loop. Any thread.
     *
     * @return a snapshot, without the loops that have none
     */
    public static List<Set<Task<?>>> snapshotOfAllLoops() {
        List<TaskRegistry> registries;
        synchronized (ALL) {
            registries = new ArrayList<>(ALL);
        }
        return registries.stream()
                .map(TaskRegistry::snapshot)
                .filter(tasks -> !tasks.isEmpty())
                .sorted(Comparator.comparing(tasks -> tasks.iterator().next().loop().toString()))
                .toList();
    }

    static TaskRegistry of(AbstractEventLoop loop) {
        return loop.taskRegistry();
    }

    /**
     * Returns the registry that is kept for a loop without one of its own. Any thread.
     *
     * @param loop the loop
     * @return the same each time, as long as the loop is there
     */
    public static TaskRegistry beside(AbstractEventLoop loop) {
        return BESIDE.computeIfAbsent(loop, key -> new TaskRegistry());
    }

    /**
     * Returns how a loop runs coroutines that has not chosen. Any thread.
     *
     * @return {@link TaskCarrier#automatic()} as it was at the first call
     * @throws IllegalStateException as {@link TaskCarrier#automatic()}, at the first call
     */
    public synchronized TaskCarrier carrier() {
        TaskCarrier chosen = carrier;
        if (chosen == null) {
            chosen = TaskCarrier.automatic();
            carrier = chosen;
        }
        return chosen;
    }

    /**
     * Ends the coroutines and async generators that a loop leaves behind, so that no thread is stranded; for loops that
     * close, after they were marked closed, on the closing thread. Each task that is pending is reported as asyncio reports
     * one that is destroyed, and stays pending.
     *
     * @param loop the closed loop
     */
    public static void abandonAll(AbstractEventLoop loop) {
        for (Task<?> task : of(loop).snapshot()) {
            task.abandon();
        }
        AsyncGenerators.abandon(loop);
    }

    void add(Task<?> task) {
        link(task);
        Probe probe = Probe.active();
        if (probe != null) {
            probe.taskStarted(task);
        }
    }

    /** Takes a task out that ended with {@code error}, or with a result. */
    void remove(Task<?> task, @Nullable Throwable error) {
        unlink(task);
        Probe probe = Probe.active();
        if (probe != null) {
            probe.taskEnded(task, error);
        }
    }

    /** Takes a task out that the end of its loop leaves behind. */
    void abandon(Task<?> task) {
        remove(task, ABANDONED);
    }

    /**
     * Begins to count the ages of tasks; those that are there are born now. For loops that keep statistics. Any thread.
     *
     * @param nanos the time
     */
    public synchronized void countAges(LongSupplier nanos) {
        clock = nanos;
        births = 0;
        for (Task<?> task = first; task != null; task = task.next) {
            task.born = nanos.getAsLong();
            births += task.born;
        }
    }

    /**
     * What is known of the unfinished tasks together.
     *
     * @param alive how many there are
     * @param started how many there were, as long as ages are counted
     * @param oldestNanos the age of the oldest; 0 unless ages are counted
     * @param totalNanos all ages together
     */
    public record Ages(int alive, long started, long oldestNanos, long totalNanos) {}

    /**
     * Tells how old the unfinished tasks are. Any thread, at once.
     *
     * @return as of now
     */
    public synchronized Ages ages() {
        Task<?> oldest = first;
        if (clock == null || oldest == null) {
            return new Ages(alive, started, 0, 0);
        }
        long now = clock.getAsLong();
        return new Ages(alive, started, now - oldest.born, alive * now - births);
    }

    private synchronized void link(Task<?> task) {
        alive++;
        if (clock != null) {
            started++;
            task.born = clock.getAsLong();
            births += task.born;
        }
        Task<?> tail = last;
        task.previous = tail;
        if (tail == null) {
            first = task;
        } else {
            tail.next = task;
        }
        last = task;
    }

    private synchronized void unlink(Task<?> task) {
        Task<?> before = task.previous;
        Task<?> after = task.next;
        if (before == null && after == null && first != task) {
            return;
        }
        alive--;
        births -= task.born;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        task.previous = null;
        task.next = null;
    }

    /**
     * Returns the unfinished tasks in the order of their creation. Any thread.
     *
     * @return a snapshot
     */
    public synchronized Set<Task<?>> snapshot() {
        Set<Task<?>> tasks = new LinkedHashSet<>();
        for (Task<?> task = first; task != null; task = task.next) {
            tasks.add(task);
        }
        return tasks;
    }
}
