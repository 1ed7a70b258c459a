// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who awaits whom, for whoever draws it. Loop only.
 *
 * <p>
 * Nothing is kept for this: a future knows its waiters anyway, because it has to tell them. A task that awaits it is one
 * of them, and what combines futures ({@code gather}, {@code wait}, {@code shield}, {@code TaskGroup}) says with its
 * callback for whom it watches.
 */
public final class Awaiters {

    /** The callback of a link that is nothing but a link. */
    static final Consumer<Object> NOTHING = done -> {};

    private static final Context NO_CONTEXT = new Context();

    private Awaiters() {}

    /**
     * Returns who awaits a future at the moment.
     *
     * @param future any
     * @return tasks that await it, and futures that are made of it; each once, in the order in which they came; empty for
     *     one that is done
     */
    public static List<Future<?>> of(Future<?> future) {
        Object waiters = future.waiters;
        List<Future<?>> awaiters = new ArrayList<>();
        if (waiters instanceof ArrayList<?> list) {
            for (Object waiter : list.toArray()) {
                add(waiter, awaiters);
            }
        } else {
            add(waiters, awaiters);
        }
        return awaiters;
    }

    private static void add(@Nullable Object waiter, List<Future<?>> awaiters) {
        Future<?> awaiter =
                switch (waiter) {
                    case Task<?> task -> task;
                    case GroupChild child -> child.awaiter();
                    case DoneCallback callback -> callback.awaiter();
                    case null, default -> null;
                };
        if (awaiter != null && !awaiters.contains(awaiter)) {
            awaiters.add(awaiter);
        }
    }

    /**
     * Says that {@code waiter} awaits {@code future} in a way that cannot be seen; {@code asyncio.future_add_to_awaited_by},
     * for those who combine futures by callbacks. It has no effect but in call graphs, and ends with the future.
     *
     * @param future what is awaited; if it is done, nothing happens
     * @param waiter who awaits it
     * @throws NullPointerException if one is null
     */
    public static void futureAddToAwaitedBy(Future<?> future, Future<?> waiter) {
        Objects.requireNonNull(waiter, "futureAddToAwaitedBy: the waiter is null");
        if (!future.done()) {
            future.addWaiter(new DoneCallback(NOTHING, NO_CONTEXT, waiter));
        }
    }

    /**
     * Takes {@link #futureAddToAwaitedBy} back; {@code asyncio.future_discard_from_awaited_by}.
     *
     * @param future what was awaited
     * @param waiter who awaited it; if nobody said so, nothing happens
     */
    public static void futureDiscardFromAwaitedBy(Future<?> future, Future<?> waiter) {
        future.removeWaiters(
                each -> each instanceof DoneCallback link && link.callback() == NOTHING && link.awaiter() == waiter);
    }
}
