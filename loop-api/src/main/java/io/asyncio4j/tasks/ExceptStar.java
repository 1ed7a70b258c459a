// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.internal.Rethrow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Handles the errors of a group kind by kind; Python's {@code except*}. Any thread, used once.
 *
 * <pre>{@code
 * try {
 *     Asyncio.taskGroup(group -> ...);
 * } catch (ExceptionGroup failures) {
 *     ExceptStar.of(failures)
 *             .on(IOException.class, lost -> log(lost.leaves()))         // except* OSError as lost:
 *             .onEach(TimeoutException.class, late -> retry(late))       // one by one
 *             .throwRest();                                              // what is left goes on
 * }
 * }</pre>
 *
 * <p>
 * Each error goes to the first handler that wants it. What a handler throws does not keep the next ones from their part:
 * it is thrown in the end, by {@link #throwRest()}, together with what nobody wanted. A handler that throws the very
 * group it got gives its errors back.
 */
public final class ExceptStar {

    /** Handles a part of the group. */
    @FunctionalInterface
    public interface Handler {

        /**
         * Handles these errors.
         *
         * @param errors the part that matches, of the shape of the whole
         * @throws Exception is thrown in the end; if it is {@code errors} itself, they count as not handled
         */
        void handle(ExceptionGroup errors) throws Exception;
    }

    /**
     * Handles one error.
     *
     * @param <E> its kind
     */
    @FunctionalInterface
    public interface EachHandler<E extends Throwable> {

        /**
         * Handles this error.
         *
         * @param error no group
         * @throws Exception is thrown in the end; if it is {@code error} itself, it counts as not handled
         */
        void handle(E error) throws Exception;
    }

    private final Throwable failure;

    /** The failure as a group; one that is none is wrapped for the handlers. */
    private final ExceptionGroup whole;

    /** The errors that no handler has got yet. */
    private @Nullable ExceptionGroup rest;

    /** Errors that a handler gave back; the next ones do not see them any more. */
    private final Set<Throwable> givenBack = Collections.newSetFromMap(new IdentityHashMap<>());

    private final List<Throwable> raised = new ArrayList<>();

    private ExceptStar(Throwable failure, ExceptionGroup whole) {
        this.failure = failure;
        this.whole = whole;
        this.rest = whole;
    }

    /**
     * Begins.
     *
     * @param failure what was caught; an exception that is no group is handled like a group of one
     * @return to be told what to do with which part
     */
    public static ExceptStar of(Exception failure) {
        Objects.requireNonNull(failure, "ExceptStar.of: the failure is null; give what was caught");
        return new ExceptStar(failure,
                failure instanceof ExceptionGroup group ? group : new ExceptionGroup("", List.of(failure)));
    }

    /**
     * Handles the errors of a kind, all at once; {@code except* type as errors}.
     *
     * @param type the kind; an {@link ExceptionGroup} is no kind of error
     * @param handler called if there are any
     * @return this
     * @throws IllegalArgumentException if {@code type} is a kind of group
     */
    public ExceptStar on(Class<? extends Throwable> type, Handler handler) {
        if (ExceptionGroup.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException("ExceptStar.on: " + type.getSimpleName()
                    + " is a kind of group; name the kind of the errors in it, or catch it");
        }
        return on(type::isInstance, handler);
    }

    /**
     * Handles the errors that match, all at once.
     *
     * @param condition asked about each error that is no group
     * @param handler called if there are any
     * @return this
     */
    public ExceptStar on(Predicate<? super Throwable> condition, Handler handler) {
        ExceptionGroup open = rest;
        if (open == null) {
            return this;
        }
        ExceptionGroup.Split parts =
                open.split(error -> !(error instanceof ExceptionGroup) && condition.test(error));
        ExceptionGroup match = parts.match();
        rest = parts.rest();
        if (match != null) {
            try {
                handler.handle(match);
            } catch (Throwable error) {
                take(error, match, match.leaves());
            }
        }
        return this;
    }

    /**
     * Handles the errors of a kind, one by one.
     *
     * @param <E> the kind
     * @param type the kind
     * @param handler called for each, whatever it threw for the one before
     * @return this
     * @throws IllegalArgumentException if {@code type} is a kind of group
     */
    public <E extends Throwable> ExceptStar onEach(Class<E> type, EachHandler<? super E> handler) {
        return on(type, errors -> {
            for (E one : errors.leaves(type)) {
                try {
                    handler.handle(one);
                } catch (Throwable error) {
                    take(error, one, List.of(one));
                }
            }
        });
    }

    private void take(Throwable error, Throwable handled, List<Throwable> leaves) {
        if (error == handled) {
            givenBack.addAll(leaves);
        } else if (ExceptionGroup.mayNotBeHidden(error)) {
            // A cancellation of the handler, or the end of the program, waits for nothing.
            throw Rethrow.<RuntimeException>asIs(error);
        } else {
            raised.add(error);
        }
    }

    /**
     * Throws what no handler took, and what handlers threw. Without it, both are swallowed.
     *
     * @throws ExceptionGroup of the rest, of the shape of the whole; if handlers threw, a new one of their errors and the
     *             rest
     * @throws Exception if what was caught is no group, and nobody handled it: the very same
     */
    public void throwRest() throws Exception {
        ExceptionGroup open = rest;
        if (open != null) {
            givenBack.addAll(open.leaves());
        }
        ExceptionGroup left = whole.subgroup(
                error -> !(error instanceof ExceptionGroup) && givenBack.contains(error));
        if (!raised.isEmpty()) {
            List<Throwable> all = new ArrayList<>(raised);
            if (left != null) {
                all.add(left);
            }
            throw new ExceptionGroup("errors while handling: " + whole.message(), all);
        }
        if (left != null) {
            throw left == whole ? Rethrow.<Exception>asIs(failure) : left;
        }
    }
}
