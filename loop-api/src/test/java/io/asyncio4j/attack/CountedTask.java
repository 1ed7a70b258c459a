// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.attack;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskGroup;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.tasks.Timeout;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A task that knows which cancellations came from outside: not from a timeout or a group that it runs itself. */
final class CountedTask<T extends @Nullable Object> extends Task<T> {

    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /** Where a group cancels the task that runs it; elsewhere it cancels children. */
    private static final Set<String> OF_THE_PARENT = Set.of("childDone", "failures");

    private int fromOutside;

    /** It has good reason to end as if it had not been cancelled. */
    private boolean excused;

    CountedTask(AbstractEventLoop loop, Coroutine<T> body, TaskOptions options) {
        super(loop, body, options);
    }

    static CountedTask<?> self() {
        return (CountedTask<?>) Task.current();
    }

    @Override
    public boolean cancel(@Nullable Object message) {
        boolean accepted = super.cancel(message);
        if (accepted && !byItsOwnScope()) {
            fromOutside++;
        }
        return accepted;
    }

    /** Looks at who called {@code cancel}: another task that awaits this one is not it. */
    private static boolean byItsOwnScope() {
        return STACK.walk(frames -> frames
                .skip(2)
                .filter(frame -> frame.getDeclaringClass() != Future.class)
                .findFirst()
                .map(CountedTask::isOwnScope)
                .orElse(false));
    }

    private static boolean isOwnScope(StackWalker.StackFrame frame) {
        return frame.getDeclaringClass() == Timeout.class
                || frame.getDeclaringClass() == TaskGroup.class && OF_THE_PARENT.contains(frame.getMethodName());
    }

    int fromOutside() {
        return fromOutside;
    }

    void excuse() {
        excused = true;
    }

    /** Tells whether it was cancelled, and nobody took note. */
    boolean lostACancellation() {
        return fromOutside > 0 && !excused && done() && !cancelled() && exception() == null;
    }
}
