// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a file is sent, and how (asyncio: {@code offset}, {@code count} and {@code fallback} of {@code
 * loop.sendfile} and {@code loop.sock_sendfile}). Any thread: a value.
 *
 * @param offset where to begin, in bytes from the start of the file
 * @param count how many bytes at most, or null for all to the end
 * @param fallback whether to read and write when the system cannot send the file by itself
 */
public record SendfileOptions(
        long offset,
        @Nullable Long count,
        boolean fallback) {

    /** The whole file, with fallback. */
    public static final SendfileOptions ALL = new SendfileOptions(0, null, true);

    /**
     * Takes all values as given; the static methods and withers are shorter.
     *
     * @throws IllegalArgumentException when {@code offset} is negative or {@code count} is not positive
     */
    public SendfileOptions {
        if (offset < 0) {
            throw new IllegalArgumentException("sendfile: offset is " + offset + "; give 0 or more bytes");
        }
        if (count != null && count <= 0) {
            throw new IllegalArgumentException(
                    "sendfile: count is " + count + "; give 1 or more bytes, or leave it out");
        }
    }

    /**
     * A copy with another beginning.
     *
     * @param offset where to begin, in bytes from the start of the file
     * @return the copy
     * @throws IllegalArgumentException when {@code offset} is negative
     */
    public SendfileOptions offset(long offset) {
        return new SendfileOptions(offset, count, fallback);
    }

    /**
     * A copy with another size.
     *
     * @param count how many bytes at most
     * @return the copy
     * @throws IllegalArgumentException when {@code count} is not positive
     */
    public SendfileOptions count(long count) {
        return new SendfileOptions(offset, count, fallback);
    }

    /**
     * A copy with another choice about the case that the system cannot send the file by itself.
     *
     * @param fallback true to read and write then, false to fail
     * @return the copy
     */
    public SendfileOptions fallback(boolean fallback) {
        return new SendfileOptions(offset, count, fallback);
    }
}
