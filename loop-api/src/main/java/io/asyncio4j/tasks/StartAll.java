// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoops;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Coroutines given to something that combines futures become tasks: each object once, however often it is given. */
final class StartAll {

    private StartAll() {}

    /** A task for each argument, in their order; nothing is started if one is null. */
    static <T extends @Nullable Object> List<Future<T>> coroutines(
            String operation, List<? extends Coroutine<? extends T>> bodies) {
        return start(operation, bodies, bodies);
    }

    /** As {@link #coroutines}; here the action is what counts once, not what wraps it. */
    static List<Future<@Nullable Void>> actions(String operation, List<? extends CoroutineAction> actions) {
        List<Coroutine<@Nullable Void>> bodies = new ArrayList<>(actions.size());
        for (CoroutineAction action : actions) {
            bodies.add(new ActionCoroutine<>(checked(operation, action)));
        }
        return start(operation, bodies, actions);
    }

    // A task is only read here, so a task of a subtype does.
    @SuppressWarnings("unchecked")
    private static <T extends @Nullable Object> List<Future<T>> start(
            String operation, List<? extends Coroutine<? extends T>> bodies, List<?> given) {
        for (Coroutine<? extends T> body : bodies) {
            checked(operation, body);
        }
        int count = bodies.size();
        List<Future<T>> tasks = new ArrayList<>(count);
        if (count == 0) {
            return tasks;
        }
        AbstractEventLoop loop = EventLoops.getEventLoop();
        Map<Object, Future<T>> started = count == 1 ? Map.of() : new IdentityHashMap<>(count);
        for (int i = 0; i < count; i++) {
            Object identity = given.get(i);
            Future<T> task = started.get(identity);
            if (task == null) {
                task = (Future<T>) loop.createTask(bodies.get(i));
                if (count > 1) {
                    started.put(identity, task);
                }
            }
            tasks.add(task);
        }
        return tasks;
    }

    private static <C> C checked(String operation, C body) {
        return Objects.requireNonNull(body, () -> operation + ": a coroutine is null; pass lambdas");
    }
}
