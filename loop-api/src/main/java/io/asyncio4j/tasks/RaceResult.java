// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a staggered race ended; what asyncio's {@code staggered_race} returns. A value, any thread.
 *
 * @param <T> the type of the winner's result
 * @param value the winner's result; null if nobody won
 * @param index the winner's place among the functions; null if nobody won
 * @param exceptions one entry for each function that was started, in their order: how it failed, also by being cancelled;
 *            null for the winner
 */
public record RaceResult<T extends @Nullable Object>(
        @Nullable T value, @Nullable Integer index, List<@Nullable Throwable> exceptions) {

    /** Keeps a copy of the list. */
    public RaceResult {
        exceptions = Collections.unmodifiableList(new ArrayList<>(exceptions));
    }

    /**
     * Tells whether somebody won, which {@code value} alone does not where a result may be null.
     *
     * @return true if there is a winner
     */
    public boolean won() {
        return index != null;
    }
}
