// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.context;

import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A variable whose value belongs to the current {@link Context}; Python's {@code contextvars.ContextVar}.
 *
 * <p>
 * Any thread. Identity is what tells variables apart, the name is only shown; keep them in static fields.
 *
 * @param <T> the type of the value
 */
public final class ContextVar<T> {

    private final String name;
    private final @Nullable T defaultValue;

    private ContextVar(String name, @Nullable T defaultValue) {
        this.name = Objects.requireNonNull(name, "ContextVar.of: name is null; give the variable a name");
        this.defaultValue = defaultValue;
    }

    /**
     * Makes a variable without a default; Python's {@code ContextVar(name)}.
     *
     * @param <T> the type of the value
     * @param name shown in messages
     * @return a new variable
     * @throws NullPointerException if {@code name} is null
     */
    public static <T> ContextVar<T> of(String name) {
        return new ContextVar<>(name, null);
    }

    /**
     * Makes a variable with a default; Python's {@code ContextVar(name, default=value)}.
     *
     * @param <T> the type of the value
     * @param name shown in messages
     * @param defaultValue what {@link #get()} answers where the variable was never set
     * @return a new variable
     * @throws NullPointerException if an argument is null
     */
    public static <T> ContextVar<T> withDefault(String name, T defaultValue) {
        return new ContextVar<>(name, Objects.requireNonNull(defaultValue, "ContextVar.withDefault: default is null"));
    }

    /**
     * Returns the variable's name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the value in the current context, else the variable's default.
     *
     * @return the value
     * @throws NoSuchElementException if it has neither (Python's LookupError)
     */
    public T get() {
        T value = Context.current().get(this);
        if (value == null) {
            value = defaultValue;
        }
        if (value == null) {
            throw new NoSuchElementException(
                    "ContextVar.get: " + name + " has no value in the current context and no default; set it first");
        }
        return value;
    }

    /**
     * Returns the value in the current context, else {@code fallback}.
     *
     * @param fallback what to return where the variable was never set
     * @return the value or {@code fallback}
     */
    public T get(T fallback) {
        T value = Context.current().get(this);
        return value == null ? fallback : value;
    }

    /**
     * Sets the value in the current context.
     *
     * @param value the new value
     * @return what {@link #reset} takes to bring the old value back
     * @throws NullPointerException if {@code value} is null
     */
    public Token<T> set(T value) {
        Context context = Context.current();
        Token<T> token = new Token<>(this, context, context.get(this));
        context.put(this, value);
        return token;
    }

    /**
     * Brings back the value that the variable had before the {@link #set} which made {@code token}.
     *
     * @param token from {@link #set}, usable once
     * @throws IllegalStateException if the token was already used (Python's RuntimeError)
     * @throws IllegalArgumentException if the token is of another variable or another context
     */
    public void reset(Token<T> token) {
        Context context = Context.current();
        token.use(this, context);
        T old = token.oldValue();
        if (old == null) {
            context.remove(this);
        } else {
            context.put(this, old);
        }
    }

    @Override
    public String toString() {
        return "ContextVar(" + name + ")";
    }
}
