// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The loop's exception handler and its debug mode (asyncio: {@code loop.set_exception_handler}, {@code loop.set_debug}
 * and their neighbours).
 *
 * <p>Loop only, save {@link #getDebug()}, which any thread may call. All of it works on a closed loop, too.
 */
public interface LoopDiagnostics {

    /** The system property that switches debug mode on in loops that are made from then on ({@code PYTHONASYNCIODEBUG}). */
    String DEBUG_PROPERTY = "io.asyncio4j.debug";

    // ---- errors

    /**
     * Sets who hears of exceptions that nobody catches (asyncio: {@code loop.set_exception_handler}).
     *
     * @param handler the handler, or null for {@link #defaultExceptionHandler}
     */
    void setExceptionHandler(@Nullable ExceptionHandler handler);

    /**
     * Who hears of exceptions that nobody catches (asyncio: {@code loop.get_exception_handler}).
     *
     * @return the handler, or null when none is set
     */
    @Nullable ExceptionHandler getExceptionHandler();

    /**
     * Logs what happened at level ERROR (asyncio: {@code loop.default_exception_handler}). Any thread.
     *
     * @param context what happened
     * @throws NullPointerException when {@code context} is null
     */
    void defaultExceptionHandler(ExceptionContext context);

    /**
     * Tells the exception handler, or the default one when none is set (asyncio: {@code loop.call_exception_handler}).
     * Any thread. What the handler throws is logged.
     *
     * @param context what happened
     * @throws NullPointerException when {@code context} is null
     * @throws io.asyncio4j.tasks.LoopExit when the handler throws it
     */
    void callExceptionHandler(ExceptionContext context);

    // ---- debug mode

    /**
     * Tells whether debug mode is on (asyncio: {@code loop.get_debug}).
     *
     * @return whether it is on
     */
    boolean getDebug();

    /**
     * Turns debug mode on or off (asyncio: {@code loop.set_debug}): wrong threads, slow callbacks, and where handles
     * were made.
     *
     * @param enabled whether it shall be on
     */
    void setDebug(boolean enabled);

    /**
     * From which duration a callback is reported in debug mode (asyncio: {@code loop.slow_callback_duration}).
     *
     * @return seconds; 0.1 unless set
     */
    double getSlowCallbackDuration();

    /**
     * Sets from which duration a callback is reported in debug mode (asyncio: {@code loop.slow_callback_duration}).
     *
     * @param seconds the duration
     * @throws IllegalArgumentException when {@code seconds} is NaN or negative
     */
    void setSlowCallbackDuration(double seconds);

    /**
     * Sets from which duration a callback is reported in debug mode (asyncio: {@code loop.slow_callback_duration}).
     *
     * @param duration the duration
     * @throws NullPointerException when {@code duration} is null
     * @throws IllegalArgumentException when {@code duration} is negative
     */
    default void setSlowCallbackDuration(Duration duration) {
        Objects.requireNonNull(duration, "setSlowCallbackDuration: the duration is null; give one from zero");
        setSlowCallbackDuration(duration.getSeconds() + duration.getNano() / 1e9);
    }
}
