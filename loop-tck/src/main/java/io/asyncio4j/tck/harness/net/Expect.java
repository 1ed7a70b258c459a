// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks that say what was looked at, what was seen and what is allowed. Any thread. */
public final class Expect {

    private Expect() {}

    /**
     * Checks that a value is as it must be.
     *
     * @param what the value in words
     * @param allowed as it must be
     * @param seen as it is
     */
    public static void same(String what, @Nullable Object allowed, @Nullable Object seen) {
        if (!Objects.equals(allowed, seen)) {
            throw new AssertionError(what + " is " + seen + "; allowed: " + allowed);
        }
    }

    /**
     * Checks a condition.
     *
     * @param what the condition in words
     * @param holds whether it holds
     */
    public static void that(String what, boolean holds) {
        if (!holds) {
            throw new AssertionError("not so: " + what);
        }
    }

    /**
     * Checks that an error says certain things.
     *
     * @param error the error
     * @param parts what its text must contain, in any case of letters
     */
    public static void text(Throwable error, String... parts) {
        for (String part : parts) {
            if (!String.valueOf(error.getMessage())
                    .toLowerCase(Locale.ROOT)
                    .contains(part.toLowerCase(Locale.ROOT))) {
                throw new AssertionError("the text of " + error + " lacks \"" + part + "\"", error);
            }
        }
    }

    /**
     * Checks that bytes came unchanged.
     *
     * @param what the bytes in words
     * @param allowed as sent
     * @param seen as received
     */
    public static void bytes(String what, byte[] allowed, byte[] seen) {
        int at = Arrays.mismatch(allowed, seen);
        if (at >= 0) {
            throw new AssertionError(what + ": " + seen.length + " bytes came of " + allowed.length
                    + ", and they differ from byte " + at + " on");
        }
    }

    /** Something that must fail. */
    @FunctionalInterface
    public interface Attempt {
        /** Does it. */
        void run() throws Throwable;
    }

    /**
     * Checks that something fails.
     *
     * @param <E> type of the error
     * @param type the error
     * @param attempt what must fail
     * @return the error
     */
    public static <E extends Throwable> E failure(Class<E> type, Attempt attempt) {
        try {
            attempt.run();
        } catch (Throwable e) {
            if (type.isInstance(e)) {
                return type.cast(e);
            }
            throw new AssertionError("it failed with " + e + "; allowed: " + type.getSimpleName(), e);
        }
        throw new AssertionError("it succeeded; allowed: " + type.getSimpleName());
    }
}
