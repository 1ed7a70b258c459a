// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import io.asyncio4j.events.AbstractEventLoop;
import java.time.Duration;
import java.util.List;

/**
 * A loop that does not turn, as a {@link StallWatch} found it. Immutable, any thread.
 *
 * @param loop the loop
 * @param since for how long it had not turned when it was found
 * @param holder the task or the thread that holds it
 * @param stack where the holder was, innermost frame first
 */
public record Stall(AbstractEventLoop loop, Duration since, String holder, List<StackTraceElement> stack) {

    /**
     * Returns it as a log shows it.
     *
     * @return a line, and one for each frame
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder()
                .append(loop)
                .append(" has not turned for ")
                .append("%.3f".formatted(since.toNanos() / 1e9))
                .append(" seconds; ")
                .append(holder)
                .append(" is at:");
        for (StackTraceElement frame : stack) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }
}
