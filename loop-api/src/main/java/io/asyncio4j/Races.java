// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import io.asyncio4j.tasks.Completions;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.RaceResult;
import io.asyncio4j.tasks.StaggeredRace;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link Asyncio} where the first to finish comes first; use it through that class. Loop only; waiting is for
 * coroutines.
 */
public abstract sealed class Races extends Scopes permits Composition {

    Races() {}

    // ---- as_completed

    /**
     * Gives futures in the order in which they end; {@code asyncio.as_completed}. A {@code for} statement over it waits
     * for each and gets the very futures (asyncio's {@code async for}); over {@link Completions#awaitables()} it gets
     * something to wait for each time (asyncio's {@code for}).
     *
     * @param <T> what the results have in common
     * @param futures of the caller's loop; duplicates count once
     * @return them, as they end
     * @throws IllegalArgumentException if one belongs to another loop
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    public static <T extends @Nullable Object> Completions<T> asCompleted(
            Iterable<? extends Future<? extends T>> futures) {
        return Completions.of(futures);
    }

    /**
     * Gives futures in the order in which they end, for a limited time; {@code asyncio.as_completed} with
     * {@code timeout}.
     *
     * @param <T> what the results have in common
     * @param futures of the caller's loop; duplicates count once
     * @param timeoutSeconds from now; infinity: none
     * @return them, as they end; for each that is not done in time there is a {@link TimeoutException} instead, and it
     *         goes on
     * @throws IllegalArgumentException if one belongs to another loop, or the limit is NaN
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    public static <T extends @Nullable Object> Completions<T> asCompleted(
            Iterable<? extends Future<? extends T>> futures, double timeoutSeconds) {
        return Completions.of(futures, timeoutSeconds);
    }

    /**
     * Gives futures in the order in which they end, for a limited time; {@link #asCompleted(Iterable, double)} with a
     * {@link Duration}.
     *
     * @param <T> what the results have in common
     * @param futures of the caller's loop; duplicates count once
     * @param timeout from now, or null for none
     * @return them, as they end
     * @throws IllegalArgumentException if one belongs to another loop
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    public static <T extends @Nullable Object> Completions<T> asCompleted(
            Iterable<? extends Future<? extends T>> futures, @Nullable Duration timeout) {
        return Completions.of(futures, timeout);
    }

    /**
     * Starts coroutines and gives their tasks in the order in which they end; {@code asyncio.as_completed}.
     *
     * @param <T> what the results have in common
     * @param coroutines the same object given several times is started once
     * @return their tasks, as they end
     * @throws IllegalStateException if there is no loop: neither a running one nor one of this thread
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> Completions<T> asCompleted(Coroutine<? extends T>... coroutines) {
        return Completions.ofCoroutines(Arrays.asList(coroutines));
    }

    // ---- staggered_race: for coroutines

    /**
     * Starts coroutines one after the other until one succeeds, and cancels the others;
     * {@code asyncio.staggered.staggered_race}.
     *
     * @param <T> what the results have in common
     * @param functions in the order of preference
     * @param delaySeconds from the start of one to that of the next, which also starts when the one before has failed
     * @return the winner, and how the others failed
     * @throws IllegalArgumentException if the delay is NaN
     * @throws IllegalStateException if called outside a coroutine
     */
    public static <T extends @Nullable Object> RaceResult<T> staggeredRace(
            List<? extends Coroutine<? extends T>> functions, double delaySeconds) {
        return StaggeredRace.run(functions, delaySeconds);
    }

    /**
     * Starts coroutines one after the other until one succeeds; {@link #staggeredRace(List, double)} with a
     * {@link Duration}.
     *
     * @param <T> what the results have in common
     * @param functions in the order of preference
     * @param delay from the start of one to that of the next; null: only when the one before has failed
     * @return the winner, and how the others failed
     * @throws IllegalStateException if called outside a coroutine
     */
    public static <T extends @Nullable Object> RaceResult<T> staggeredRace(
            List<? extends Coroutine<? extends T>> functions, @Nullable Duration delay) {
        return StaggeredRace.run(functions, delay);
    }
}
