// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import java.util.List;

/** Several errors that happened beside each other (Python: {@code ExceptionGroup}). Any thread: a value. */
public class ExceptionGroup extends Exception {

    /** What went wrong, in the order in which it did. */
    private final List<Throwable> exceptions;

    /**
     * Makes a group.
     *
     * @param message what failed
     * @param exceptions the errors, at least one
     * @throws IllegalArgumentException if there is none
     */
    public ExceptionGroup(String message, List<? extends Throwable> exceptions) {
        super(text(message, exceptions), exceptions.get(0));
        this.exceptions = List.copyOf(exceptions);
        this.exceptions.stream().skip(1).forEach(this::addSuppressed);
    }

    private static String text(String message, List<? extends Throwable> exceptions) {
        if (exceptions.isEmpty()) {
            throw new IllegalArgumentException("ExceptionGroup: exceptions is empty; give at least one");
        }
        return message + " (" + exceptions.size() + (exceptions.size() == 1 ? " sub-exception)" : " sub-exceptions)");
    }

    /**
     * The errors (Python: {@code exceptions}).
     *
     * @return in the order in which they were given
     */
    public final List<Throwable> exceptions() {
        return exceptions;
    }
}
