// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.context;

import io.asyncio4j.internal.Carried;
import io.asyncio4j.internal.ExecutionState;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A set of values of {@link ContextVar context variables}; Python's {@code contextvars.Context}.
 *
 * <p>
 * Not thread-safe: a context belongs to whoever runs in it at the moment. A copy is O(1) and shares nothing that can
 * change, so it may go to any thread.
 *
 * <p>
 * Callbacks run in a copy of the context in which they were registered, a task in one private copy for all its steps
 * (rules CTX-01 to CTX-05). Values live in an immutable array of key and value pairs that a change replaces.
 */
public final class Context {

    private static final Object[] EMPTY = new Object[0];

    private @Nullable Object[] pairs;
    private boolean entered;

    /** Makes an empty context. */
    public Context() {
        this.pairs = EMPTY;
    }

    private Context(@Nullable Object[] pairs) {
        this.pairs = pairs;
    }

    /**
     * Returns the context in which the calling code runs. Any thread; each thread starts with an empty one.
     *
     * @return the very object, not a copy
     */
    public static Context current() {
        return ExecutionState.current().context;
    }

    /**
     * Returns a copy of the current context; Python's {@code contextvars.copy_context()}. Any thread.
     *
     * @return a new context
     */
    public static Context copyCurrent() {
        Context current = ExecutionState.current().context;
        if (Carried.isOn()) {
            Carried.note();
        }
        return new Context(current.pairs);
    }

    /**
     * Returns a copy that later changes on either side do not reach; Python's {@code Context.copy()}.
     *
     * @return a new context
     */
    public Context copy() {
        return Carried.isOn() && ExecutionState.current().context == this ? copyCurrent() : new Context(pairs);
    }

    /**
     * Runs {@code action} in this context, changes that it makes stay in this object; Python's {@code Context.run()}.
     * Any thread, one at a time.
     *
     * @param action what to run
     * @throws IllegalStateException if this context is already entered
     */
    public void run(Runnable action) {
        ExecutionState state = ExecutionState.current();
        Context previous = enter(state);
        Carried outer = Carried.isOn() ? Carried.enter() : null;
        try {
            action.run();
        } finally {
            if (outer != null) {
                outer.leave();
            }
            leave(state, previous);
        }
    }

    /**
     * Like {@link #run(Runnable)} for an action with a result.
     *
     * @param <T> the type of the result
     * @param action what to run
     * @return its result
     * @throws IllegalStateException if this context is already entered
     * @throws Exception whatever {@code action} throws
     */
    public <T extends @Nullable Object> T call(Callable<T> action) throws Exception {
        ExecutionState state = ExecutionState.current();
        Context previous = enter(state);
        Carried outer = Carried.isOn() ? Carried.enter() : null;
        try {
            return action.call();
        } finally {
            if (outer != null) {
                outer.leave();
            }
            leave(state, previous);
        }
    }

    private Context enter(ExecutionState state) {
        if (entered) {
            throw new IllegalStateException("Context.run: this context is already entered; run in a copy() of it");
        }
        entered = true;
        Context previous = state.context;
        state.context = this;
        return previous;
    }

    private void leave(ExecutionState state, Context previous) {
        state.context = previous;
        entered = false;
    }

    /**
     * Returns the value that {@code variable} has in this context; Python's {@code Context.get()}.
     *
     * @param <T> the type of the variable
     * @param variable the variable
     * @return its value here, or null if it was never set here (the variable's default does not count)
     */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(ContextVar<T> variable) {
        int at = indexOf(variable);
        return at < 0 ? null : (T) pairs[at + 1];
    }

    /**
     * Tells whether {@code variable} was set in this context; Python's {@code variable in context}.
     *
     * @param variable the variable
     * @return true if it has a value here
     */
    public boolean contains(ContextVar<?> variable) {
        return indexOf(variable) >= 0;
    }

    void put(ContextVar<?> variable, Object value) {
        Objects.requireNonNull(value, () -> variable + ".set: value is null; reset(token) takes a value away");
        int at = indexOf(variable);
        @Nullable Object[] next;
        if (at >= 0) {
            next = pairs.clone();
        } else {
            at = pairs.length;
            next = Arrays.copyOf(pairs, at + 2);
            next[at] = variable;
        }
        next[at + 1] = value;
        pairs = next;
    }

    void remove(ContextVar<?> variable) {
        int at = indexOf(variable);
        if (at >= 0) {
            @Nullable Object[] next = new Object[pairs.length - 2];
            System.arraycopy(pairs, 0, next, 0, at);
            System.arraycopy(pairs, at + 2, next, at, next.length - at);
            pairs = next;
        }
    }

    private int indexOf(ContextVar<?> variable) {
        @Nullable Object[] all = pairs;
        for (int i = 0; i < all.length; i += 2) {
            if (all[i] == variable) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Context{");
        for (int i = 0; i < pairs.length; i += 2) {
            text.append(i == 0 ? "" : ", ").append(pairs[i]).append('=').append(pairs[i + 1]);
        }
        return text.append('}').toString();
    }
}
