// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Several errors that happened beside each other; Python's {@code ExceptionGroup}. Any thread: a value.
 *
 * <p>
 * Its errors are exceptions and errors of any kind, other groups among them. They are also its suppressed exceptions, so
 * that every stack trace and every logger shows each of them, once and indented below the group. What Python writes as
 * {@code except*} is {@link ExceptStar}.
 *
 * <p>
 * There is no {@code BaseExceptionGroup}. Python needs one for what must pass {@code except Exception}; here these are
 * {@link CancelledError}, {@link LoopExit} and {@link GeneratorExit}, and a group, being an {@link Exception}, does not
 * take them: hidden in it they would be caught. All other errors, such as {@link AssertionError}, have counterparts in
 * Python that are plain exceptions, and so they may be in a group.
 */
public class ExceptionGroup extends Exception {

    private static final long serialVersionUID = 1L;

    /** Without the count of the exceptions, which {@code getMessage} adds. */
    private final String plainMessage;

    /** What went wrong, in the order in which it did. */
    private final List<Throwable> exceptions;

    /**
     * Makes a group.
     *
     * @param message what failed
     * @param exceptions the errors, at least one, in the order in which they happened
     * @throws IllegalArgumentException if there is none, or one is a {@link CancelledError}, {@link LoopExit} or
     *             {@link GeneratorExit}
     * @throws NullPointerException if the message or an error is null
     */
    @SuppressWarnings("this-escape")
    public ExceptionGroup(String message, List<? extends Throwable> exceptions) {
        super(text(message, exceptions));
        this.plainMessage = message;
        this.exceptions = List.copyOf(exceptions);
        this.exceptions.forEach(this::addSuppressed);
    }

    private static String text(String message, List<? extends Throwable> exceptions) {
        Objects.requireNonNull(message, "ExceptionGroup: the message is null; say what failed");
        if (exceptions.isEmpty()) {
            throw new IllegalArgumentException("ExceptionGroup: exceptions is empty; give at least one");
        }
        for (Throwable exception : exceptions) {
            if (mayNotBeHidden(Objects.requireNonNull(exception, "ExceptionGroup: an exception is null"))) {
                throw new IllegalArgumentException(
                        "ExceptionGroup: " + exception + " must not be caught as an Exception; throw it by itself");
            }
        }
        return message + " (" + exceptions.size() + (exceptions.size() == 1 ? " sub-exception)" : " sub-exceptions)");
    }

    /** What is no {@code Exception} in Python. */
    static boolean mayNotBeHidden(Throwable error) {
        return error instanceof CancelledError || error instanceof LoopExit || error instanceof GeneratorExit;
    }

    /**
     * Returns what failed; Python's {@code message}. {@link #getMessage()} adds the number of errors.
     *
     * @return as given
     */
    public final String message() {
        return plainMessage;
    }

    /**
     * Returns the errors; Python's {@code exceptions}.
     *
     * @return in the order in which they were given, groups as they are
     */
    public final List<Throwable> exceptions() {
        return exceptions;
    }

    /**
     * Returns the errors that are no groups, of this group and of those in it.
     *
     * @return depth first
     */
    public final List<Throwable> leaves() {
        return leaves(Throwable.class);
    }

    /**
     * Returns the errors of a kind that are no groups, of this group and of those in it.
     *
     * @param <E> the kind
     * @param type the kind
     * @return depth first
     */
    public final <E extends Throwable> List<E> leaves(Class<E> type) {
        List<E> found = new ArrayList<>();
        addLeaves(type, found);
        return List.copyOf(found);
    }

    private <E extends Throwable> void addLeaves(Class<E> type, List<E> found) {
        for (Throwable exception : exceptions) {
            if (exception instanceof ExceptionGroup group) {
                group.addLeaves(type, found);
            } else if (type.isInstance(exception)) {
                found.add(type.cast(exception));
            }
        }
    }

    // ---- subgroup and split

    /**
     * The two parts of a group; what Python's {@code split} returns.
     *
     * @param match the part that matches, or null if nothing does
     * @param rest the part that does not, or null if everything matches
     */
    public record Split(@Nullable ExceptionGroup match, @Nullable ExceptionGroup rest) {}

    /**
     * Returns the part of this group that matches; Python's {@code subgroup} with a condition.
     *
     * @param condition asked about this group, then about each error; a group that matches is taken whole
     * @return a group of the same shape, message, cause and trace; this one if all of it matches; null if nothing does
     */
    public final @Nullable ExceptionGroup subgroup(Predicate<? super Throwable> condition) {
        return split(condition).match();
    }

    /**
     * Returns the part of this group that is of certain kinds; Python's {@code subgroup} with a tuple of types.
     *
     * @param types one of them is enough; {@link ExceptionGroup} matches a group as a whole
     * @return a group of the same shape, message, cause and trace; this one if all of it matches; null if nothing does
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final @Nullable ExceptionGroup subgroup(Class<? extends Throwable>... types) {
        return split(types).match();
    }

    /**
     * Parts this group by kind; Python's {@code split} with a tuple of types.
     *
     * @param types one of them is enough; {@link ExceptionGroup} matches a group as a whole
     * @return both parts, of the same shape, message, cause and trace
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Split split(Class<? extends Throwable>... types) {
        return split(error -> Arrays.stream(types).anyMatch(type -> type.isInstance(error)));
    }

    /**
     * Parts this group; Python's {@code split} with a condition.
     *
     * @param condition asked about this group, then about each error; a group that matches is taken whole
     * @return both parts, of the same shape, message, cause and trace
     */
    public final Split split(Predicate<? super Throwable> condition) {
        if (condition.test(this)) {
            return new Split(this, null);
        }
        List<Throwable> match = new ArrayList<>();
        List<Throwable> rest = new ArrayList<>();
        for (Throwable exception : exceptions) {
            if (exception instanceof ExceptionGroup group) {
                Split parts = group.split(condition);
                addPart(match, parts.match());
                addPart(rest, parts.rest());
            } else {
                (condition.test(exception) ? match : rest).add(exception);
            }
        }
        return new Split(part(match), part(rest));
    }

    private static void addPart(List<Throwable> parts, @Nullable ExceptionGroup part) {
        if (part != null) {
            parts.add(part);
        }
    }

    private @Nullable ExceptionGroup part(List<Throwable> chosen) {
        if (chosen.isEmpty()) {
            return null;
        }
        if (chosen.equals(exceptions)) {
            return this;
        }
        ExceptionGroup part = derive(chosen);
        part.setStackTrace(getStackTrace());
        if (getCause() != null && part.getCause() == null) {
            part.initCause(getCause());
        }
        for (Throwable beside : getSuppressed()) {
            if (!exceptions.contains(beside)) {
                part.addSuppressed(beside);
            }
        }
        return part;
    }

    /**
     * Makes a group for a part of this one; Python's {@code derive}. A subclass returns its own kind; cause and trace are
     * added to what it returns.
     *
     * @param part the errors of the new group, at least one
     * @return a new group with the same message
     */
    protected ExceptionGroup derive(List<? extends Throwable> part) {
        return new ExceptionGroup(plainMessage, part);
    }
}
