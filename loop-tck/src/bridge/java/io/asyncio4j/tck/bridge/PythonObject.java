// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import io.asyncio4j.context.Context;
import io.asyncio4j.internal.Rethrow;
import org.jspecify.annotations.Nullable;

/** An object on Python's side: a loop, a handle, a transport, a server or a socket. */
public final class PythonObject {

    /** The only door from Java to Python, so that values and exceptions are translated in one place. */
    public interface Door {

        /**
         * Calls a method of the object.
         *
         * @param method its name
         * @param context what the caller's contexts hold; Python carries it to whatever the call causes later
         * @param arguments Java values
         * @return a Java value
         * @throws Throwable what Python raised, as Java's counterpart
         */
        @Nullable Object call(String method, Context context, @Nullable Object[] arguments) throws Throwable;
    }

    private final Door door;
    private final double when;

    /** Made by Python. */
    public PythonObject(Door door, double when) {
        this.door = door;
        this.when = when;
    }

    /** Of a timer: its deadline; so that making one takes a single call. */
    double when() {
        return when;
    }

    /** What Python has made this of. */
    public Door door() {
        return door;
    }

    /** Calls a method of the object. */
    @Nullable Object ask(String method, @Nullable Object... arguments) {
        try {
            return door.call(method, Context.copyCurrent(), arguments);
        } catch (Throwable raised) {
            throw Rethrow.<RuntimeException>asIs(raised);
        }
    }

    /** {@link #ask} for an answer that is never null. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
    <T> T get(String method, @Nullable Object... arguments) {
        return (T) ask(method, arguments);
    }
}
