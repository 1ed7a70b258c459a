// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import io.asyncio4j.events.AbstractEventLoop;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keyword arguments of {@code asyncio.run} and {@code asyncio.Runner}; immutable, any thread.
 *
 * @param debug the loop's debug mode; null: what the loop does by itself
 * @param loopFactory called once; null: {@code EventLoops.newEventLoop()}, and the loop is set for the thread until
 *            {@code close()}
 */
public record RunnerOptions(@Nullable Boolean debug, @Nullable Supplier<? extends AbstractEventLoop> loopFactory) {

    /** Nothing given. */
    public static final RunnerOptions DEFAULTS = new RunnerOptions(null, null);

    /**
     * Returns options with a loop of one's own.
     *
     * @param factory makes the loop, which the runner closes
     * @return new options
     */
    public static RunnerOptions on(Supplier<? extends AbstractEventLoop> factory) {
        return new RunnerOptions(null, factory);
    }

    /**
     * Returns these options with a debug mode.
     *
     * @param enabled whether it shall be on
     * @return new options
     */
    public RunnerOptions withDebug(boolean enabled) {
        return new RunnerOptions(enabled, loopFactory);
    }
}
