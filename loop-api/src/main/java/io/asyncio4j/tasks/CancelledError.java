// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import org.jspecify.annotations.Nullable;

/**
 * The operation was cancelled; {@code asyncio.CancelledError}.
 *
 * <p>
 * An {@link Error}, because asyncio's is a {@code BaseException}: {@code catch (Exception e)} lets it pass, as it must.
 */
public class CancelledError extends Error {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object message;

    /** Makes one without a message. */
    public CancelledError() {
        this(null);
    }

    /**
     * Makes one with the message given to {@code cancel(message)}.
     *
     * @param message any object, or null
     */
    public CancelledError(@Nullable Object message) {
        super(message == null ? null : message.toString());
        this.message = message;
    }

    /**
     * Returns the object that was given to {@code cancel(message)} (rule FUT-05).
     *
     * @return the object itself, or null
     */
    public @Nullable Object message() {
        return message;
    }
}
