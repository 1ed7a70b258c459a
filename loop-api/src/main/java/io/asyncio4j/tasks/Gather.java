// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoops;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Many futures as one; {@code asyncio.gather}. Loop only.
 *
 * <p>
 * The children are the distinct futures, in the order of the arguments; coroutines are started as tasks. The outcome is
 * decided in the children's done-callbacks, so never inside the call that completes a child.
 */
public final class Gather {

    private Gather() {}

    /**
     * Gathers futures: the first failure is that of the whole, at once; the other children go on.
     *
     * @param <T> what the results have in common
     * @param children futures of one loop; the same one may be given several times
     * @return their results in the order of the arguments; cancelling it cancels the children that are not done
     * @throws IllegalArgumentException if they belong to different loops
     * @throws IllegalStateException if there are none, and no loop either
     * @throws NullPointerException if one is null
     */
    // NullAway: a result is null only where T is nullable.
    @SuppressWarnings({"unchecked", "NullAway"})
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Collection<? extends Future<? extends T>> children) {
        return (Future<List<T>>) (Future<?>) start(children, false);
    }

    /**
     * Gathers futures, with {@code return_exceptions=True}: failures and cancellations of children are results.
     *
     * @param children futures of one loop; the same one may be given several times
     * @return results and throwables in the order of the arguments, when all children are done
     * @throws IllegalArgumentException if they belong to different loops
     * @throws IllegalStateException if there are none, and no loop either
     * @throws NullPointerException if one is null
     */
    public static Future<List<@Nullable Object>> gatherReturningExceptions(Collection<? extends Future<?>> children) {
        return start(children, true);
    }

    /**
     * Starts coroutines and gathers their tasks.
     *
     * @param <T> what the results have in common
     * @param coroutines the same object given several times is started once
     * @return their results in the order of the arguments; cancelling it cancels the tasks that are not done
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     * @throws NullPointerException if one is null; nothing was started then
     */
    public static <T extends @Nullable Object> Future<List<T>> gatherCoroutines(
            List<? extends Coroutine<? extends T>> coroutines) {
        return gather(StartAll.<T>coroutines("gather", coroutines));
    }

    /**
     * Starts coroutines and gathers their tasks, with {@code return_exceptions=True}.
     *
     * @param coroutines the same object given several times is started once
     * @return results and throwables in the order of the arguments, when all are done
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     * @throws NullPointerException if one is null; nothing was started then
     */
    public static Future<List<@Nullable Object>> gatherCoroutinesReturningExceptions(
            List<? extends Coroutine<?>> coroutines) {
        return start(StartAll.<@Nullable Object>coroutines("gather", coroutines), true);
    }

    /**
     * Starts coroutines without results and gathers their tasks.
     *
     * @param actions the same object given several times is started once
     * @return a list of nulls, when all are done; cancelling it cancels the tasks that are not done
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     * @throws NullPointerException if one is null; nothing was started then
     */
    public static Future<List<@Nullable Void>> gatherActions(List<? extends CoroutineAction> actions) {
        return gather(StartAll.actions("gather", actions));
    }

    /**
     * Starts coroutines without results and gathers their tasks, with {@code return_exceptions=True}.
     *
     * @param actions the same object given several times is started once
     * @return nulls and throwables in the order of the arguments, when all are done
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     * @throws NullPointerException if one is null; nothing was started then
     */
    public static Future<List<@Nullable Object>> gatherActionsReturningExceptions(
            List<? extends CoroutineAction> actions) {
        return start(StartAll.actions("gather", actions), true);
    }

    private static Future<List<@Nullable Object>> start(
            Collection<? extends Future<?>> children, boolean returnExceptions) {
        Objects.requireNonNull(children, "gather: the collection is null; give futures, or an empty one");
        List<Future<?>> all = new ArrayList<>(children);
        if (all.isEmpty()) {
            Future<List<@Nullable Object>> nothing = EventLoops.getEventLoop().createFuture();
            nothing.setResult(new ArrayList<>());
            return nothing;
        }
        AbstractEventLoop loop = null;
        for (Future<?> child : all) {
            Objects.requireNonNull(child, "gather: a future is null; pass futures, tasks or coroutines");
            if (loop == null) {
                loop = child.loop();
            } else if (child.loop() != loop) {
                throw new IllegalArgumentException("gather: " + child + " belongs to " + child.loop()
                        + ", but others to " + loop + "; gather futures of one loop");
            }
        }
        Gathering outer = new Gathering(Objects.requireNonNull(loop), all, returnExceptions);
        outer.watchChildren();
        return outer;
    }

    /** The future of the whole; cancelling it asks the children, and it ends when they have answered. */
    private static final class Gathering extends Future<List<@Nullable Object>> {
        private final List<Future<?>> children;
        private final boolean returnExceptions;
        private int unfinished;
        private boolean cancelRequested;

        Gathering(AbstractEventLoop loop, List<Future<?>> children, boolean returnExceptions) {
            super(loop);
            this.children = children;
            this.returnExceptions = returnExceptions;
        }

        /**
         * Children that are done already are looked at last, and without a hop: all done means the whole is done. One that
         * is given twice is watched once; among the done ones it does no harm to count it twice.
         */
        void watchChildren() {
            DoneCallback watcher = DoneCallback.inCurrentContext(child -> childDone((Future<?>) child), this);
            List<Future<?>> done = null;
            for (Future<?> child : children) {
                if (child.done()) {
                    done = done == null ? new ArrayList<>() : done;
                    done.add(child);
                    unfinished++;
                } else if (!child.toldLast(watcher)) {
                    child.tell(watcher);
                    unfinished++;
                }
            }
            if (done != null) {
                done.forEach(this::childDone);
            }
        }

        private void childDone(Future<?> child) {
            unfinished--;
            // Asking also marks a failure as retrieved: after the first one nobody else will ask.
            Object outcome = outcomeOf(child);
            if (done()) {
                return;
            }
            boolean failed = child.cancelled() || child.exception() != null;
            if (failed && !returnExceptions) {
                // A cancelled child fails the whole with its CancelledError; the whole is not cancelled (AGG-06).
                setException((Throwable) Objects.requireNonNull(outcome));
            } else if (unfinished == 0) {
                if (cancelRequested) {
                    setException(
                            child.cancelled() ? (Throwable) Objects.requireNonNull(outcome) : new CancelledError());
                } else {
                    List<@Nullable Object> outcomes = new ArrayList<>(children.size());
                    children.forEach(each -> outcomes.add(each == child ? outcome : outcomeOf(each)));
                    setResult(outcomes);
                }
            }
        }

        private static @Nullable Object outcomeOf(Future<?> child) {
            try {
                Throwable failure = child.exception();
                return failure == null ? child.resultNow() : failure;
            } catch (CancelledError cancelled) {
                return cancelled;
            }
        }

        @Override
        public boolean cancel(@Nullable Object message) {
            if (done()) {
                return false;
            }
            boolean accepted = false;
            for (Future<?> child : children) {
                accepted |= child.cancel(message);
            }
            cancelRequested |= accepted;
            return accepted;
        }
    }
}
