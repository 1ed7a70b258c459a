// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

/**
 * The barrier was aborted, or reset while coroutines waited at it; {@code asyncio.BrokenBarrierError}.
 *
 * <p>
 * Not {@code BrokenBarrierException}, which {@code java.util.concurrent} has, as a checked exception: catching the
 * wrong one would go unnoticed where a lambda may throw anything. As in asyncio it is a {@code RuntimeError}.
 */
public class BarrierBrokenException extends IllegalStateException {

    /**
     * Makes one.
     *
     * @param message operation, fact and remedy
     */
    public BarrierBrokenException(String message) {
        super(message);
    }
}
