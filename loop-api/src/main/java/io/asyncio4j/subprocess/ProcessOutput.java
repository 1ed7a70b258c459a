// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.subprocess;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a child has written until its end (asyncio: the tuple that {@code Process.communicate} returns). Any thread: a
 * value.
 *
 * @param stdout all of its standard output; null when that was no pipe
 * @param stderr all of its standard error; null when that was no pipe
 */
public record ProcessOutput(byte @Nullable [] stdout, byte @Nullable [] stderr) {

    /** Equal bytes. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProcessOutput that
                && Arrays.equals(stdout, that.stdout)
                && Arrays.equals(stderr, that.stderr);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(stdout) + Arrays.hashCode(stderr);
    }

    /** How much it is. */
    @Override
    public String toString() {
        return "ProcessOutput[stdout " + size(stdout) + ", stderr " + size(stderr) + "]";
    }

    private static String size(byte @Nullable [] bytes) {
        return bytes == null ? "not piped" : bytes.length + " bytes";
    }
}
