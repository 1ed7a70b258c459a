// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.context;

import org.jspecify.annotations.Nullable;

/**
 * What {@link ContextVar#set} returns and {@link ContextVar#reset} takes, once; Python's {@code contextvars.Token}.
 *
 * <p>
 * Not thread-safe: it belongs to the context in which it was made.
 *
 * @param <T> the type of the variable's value
 */
public final class Token<T> {

    private final ContextVar<T> variable;
    private final Context context;
    private final @Nullable T oldValue;
    private boolean used;

    Token(ContextVar<T> variable, Context context, @Nullable T oldValue) {
        this.variable = variable;
        this.context = context;
        this.oldValue = oldValue;
    }

    /**
     * Returns the variable that was set.
     *
     * @return the variable
     */
    public ContextVar<T> variable() {
        return variable;
    }

    /**
     * Returns the value before the set.
     *
     * @return the old value, or null if there was none
     */
    public @Nullable T oldValue() {
        return oldValue;
    }

    void use(ContextVar<T> by, Context current) {
        if (by != variable) {
            throw new IllegalArgumentException("reset: the token is of " + variable + ", not of " + by);
        }
        if (current != context) {
            throw new IllegalArgumentException(
                    "reset: the token of " + variable + " was made in another context; reset it where it was set");
        }
        if (used) {
            throw new IllegalStateException("reset: the token of " + variable + " was already used; tokens work once");
        }
        used = true;
    }
}
