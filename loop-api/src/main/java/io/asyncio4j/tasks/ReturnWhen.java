// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

/** When {@link Waiting#wait(Iterable, ReturnWhen)} returns; the {@code return_when} of {@code asyncio.wait}. */
public enum ReturnWhen {
    /** When one is done, however it ended; {@code asyncio.FIRST_COMPLETED}. */
    FIRST_COMPLETED,

    /** When one has failed, which being cancelled is not, else when all are done; {@code asyncio.FIRST_EXCEPTION}. */
    FIRST_EXCEPTION,

    /** When all are done; {@code asyncio.ALL_COMPLETED}. */
    ALL_COMPLETED
}
