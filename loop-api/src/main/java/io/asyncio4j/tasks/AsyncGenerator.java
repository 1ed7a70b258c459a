// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import java.lang.ref.Reference;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous iterator whose items come from a body that yields; Python's asynchronous generator. Coroutines only,
 * one at a time.
 *
 * <pre>{@code
 * AsyncGenerator<Integer> countdown(int from) {
 *     return AsyncGenerator.of(out -> {
 *         for (int i = from; i > 0; i--) {
 *             out.yield(i);
 *             Asyncio.sleep(1);
 *         }
 *     });
 * }
 *
 * try (var numbers = countdown(10)) {
 *     for (int number : numbers.asIterable()) { ... }
 * }
 * }</pre>
 *
 * <p>
 * The body runs within the task that asks for the item: it sees that task and its context, and if that task is cancelled
 * while the body awaits, the {@link CancelledError} is thrown in the body. Before the first item is asked for, nothing
 * runs. One that is left in the middle is closed by {@link #close()}, when the loop shuts down
 * ({@code shutdownAsyncGenerators()}), or when it is collected.
 *
 * @param <T> the type of the items
 */
public final class AsyncGenerator<T extends @Nullable Object> implements AsyncIterator<T>, AutoCloseable {

    /** What runs; it must not know this object, whose collection ends it (see {@link AsyncGenerators}). */
    private final GeneratorRun<T> run;

    private AsyncGenerator(GeneratorRun<T> run) {
        this.run = run;
    }

    /**
     * Makes a generator; its body starts when the first item is asked for. Any thread.
     *
     * @param <T> the type of the items
     * @param body yields the items
     * @return a new generator
     * @throws NullPointerException if {@code body} is null
     */
    public static <T extends @Nullable Object> AsyncGenerator<T> of(GeneratorBody<T> body) {
        java.util.Objects.requireNonNull(body, "AsyncGenerator.of: the body is null; pass a lambda that yields");
        GeneratorRun<T> run = new GeneratorRun<>(body);
        AsyncGenerator<T> generator = new AsyncGenerator<>(run);
        run.handle(generator);
        return generator;
    }

    /** Another handle of a generator whose own one was collected: for reports. */
    static <T extends @Nullable Object> AsyncGenerator<T> handleOf(GeneratorRun<T> run) {
        return new AsyncGenerator<>(run);
    }

    @Override
    public boolean hasNext() throws Exception {
        try {
            return run.hasItem() || run.advance("AsyncGenerator.hasNext", null, null);
        } finally {
            // The body goes on when this is collected, and this must not happen while somebody waits in here.
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public T next() throws Exception {
        return advanceAndTake("AsyncGenerator.next", null, null);
    }

    /**
     * Lets the body's {@code yield} return a value, and waits for the next item; {@code agen.asend(value)}.
     *
     * @param value what {@link Yield#yield} returns
     * @return the next item
     * @throws NoSuchElementException if the body ended instead
     * @throws IllegalStateException if {@code value} is not null and the body has not yielded yet, or the last item
     *             ({@code hasNext()} fetched it) is not taken yet; if it is called outside a coroutine
     * @throws Exception what the body throws
     */
    public T send(@Nullable Object value) throws Exception {
        run.checkSend(value);
        return advanceAndTake("AsyncGenerator.send", value, null);
    }

    /**
     * Throws an error in the body, at its {@code yield}, and waits for the next item; {@code agen.athrow(error)}.
     *
     * @param error what {@link Yield#yield} throws; in a body that has not started it ends the generator
     * @return the next item, if the body goes on
     * @throws NoSuchElementException if the body returned instead, or the generator is at its end
     * @throws IllegalStateException if the last item ({@code hasNext()} fetched it) is not taken yet; if it is called
     *             outside a coroutine
     * @throws Exception what the body throws: the error itself unless it is caught
     */
    public T throwIn(Throwable error) throws Exception {
        java.util.Objects.requireNonNull(error, "AsyncGenerator.throwIn: the error is null");
        run.checkTaken("AsyncGenerator.throwIn");
        return advanceAndTake("AsyncGenerator.throwIn", null, error);
    }

    private T advanceAndTake(String operation, @Nullable Object value, @Nullable Throwable error) throws Exception {
        try {
            if (!run.hasItem() && !run.advance(operation, value, error)) {
                throw new NoSuchElementException(operation + ": " + run + " has no more items; ask hasNext() first");
            }
            return run.takeItem();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Ends the body: throws {@link GeneratorExit} at its {@code yield} and waits until it has ended; {@code agen.aclose()}.
     * A body that has not started never does; one that ended is left alone. After that there are no more items.
     *
     * <p>
     * What the body throws while it ends is thrown here as it is, checked exceptions too, although none is declared.
     *
     * @throws IllegalStateException if another task waits for an item at the moment; if the body yields again; if it has
     *             to be ended and this is called outside a coroutine
     * @throws CancelledError if the task is cancelled while the body cleans up, and the body lets that pass
     */
    @Override
    public void close() {
        try {
            run.close();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public String toString() {
        return run.toString();
    }
}
