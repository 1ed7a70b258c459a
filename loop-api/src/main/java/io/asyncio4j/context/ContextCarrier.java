// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.context;

import io.asyncio4j.internal.Carried;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets a value that a library keeps in a thread-local go along with the {@link Context}: SLF4J's MDC, OpenTelemetry's context,
 * a security context. asyncio has no counterpart, as Python's libraries keep such values in context variables themselves.
 *
 * <p>
 * Registered once, for the whole JVM, by {@link #register}. From then on the value behaves as a {@link ContextVar} does: a
 * callback and a task get the value of who registered or made them; what they set is seen by what they register and make,
 * and by nobody else; {@code toThread} takes it along. Coroutines have a thread of their own, so a step of a task costs
 * nothing; a callback costs an {@link #install} before and after it.
 *
 * <p>
 * Each method works on the calling thread only, and may be called on any. They are called often: keep them quick, and let
 * them throw nothing.
 *
 * @param <T> the type of the value, which must not change once it was captured
 */
public interface ContextCarrier<T> {

    /**
     * Returns what the calling thread has.
     *
     * @return an immutable value, or a copy that nobody changes; null for nothing
     */
    @Nullable T capture();

    /**
     * Gives the calling thread a value, in the place of what it has.
     *
     * @param value from {@link #capture}; null: takes away what there is
     */
    void install(@Nullable T value);

    /**
     * Has a carrier called from now on, for all loops; once however often it is registered. Do so before loops run: what is
     * under way has captured nothing. Any thread.
     *
     * @param carrier the carrier
     * @throws NullPointerException if it is null
     */
    static void register(ContextCarrier<?> carrier) {
        Carried.register(Objects.requireNonNull(carrier, "ContextCarrier.register: the carrier is null; give one"));
    }

    /**
     * Ends it. Any thread.
     *
     * @param carrier one that was registered, or not
     */
    static void unregister(ContextCarrier<?> carrier) {
        Carried.unregister(carrier);
    }
}
