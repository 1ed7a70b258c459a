// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoops;
import io.asyncio4j.internal.Rethrow;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The items of a reactive publisher in a coroutine: {@code async for} over what Reactor, RxJava or {@code java.net.http} emit.
 * asyncio has no counterpart. Coroutines of one loop only; the publisher may use any thread.
 *
 * <pre>{@code
 * try (var rows = PublisherIterator.of(publisher)) {
 *     for (var row : rows.asIterable()) {
 *         use(row);
 *     }
 * }
 * }</pre>
 *
 * <p>Back-pressure: the publisher is asked for a window of items, and for more when half of them were taken. Those of the older
 * interface {@code org.reactivestreams.Publisher} go through {@code org.reactivestreams.FlowAdapters.toFlowPublisher}.
 *
 * <p>What the publisher signals waits in a queue of its own, and one callback tells the loop of all that came meanwhile; so a
 * burst wakes the loop once.
 *
 * @param <T> the type of the items
 */
public final class PublisherIterator<T> implements AsyncIterator<T>, AutoCloseable {

    /** How many items a publisher is asked for at first. */
    public static final int DEFAULT_WINDOW = 32;

    /** What follows the last item. */
    private static final class End {
        final @Nullable Throwable cause;

        End(@Nullable Throwable cause) {
            this.cause = cause;
        }
    }

    private final AbstractEventLoop loop;
    private final int window;
    private final ConcurrentLinkedQueue<Object> signals = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean closed;

    // Loop only.
    private @Nullable Future<@Nullable Void> waiter;
    private int taken;

    private PublisherIterator(AbstractEventLoop loop, int window) {
        this.loop = loop;
        this.window = window;
    }

    /**
     * Subscribes, with a window of {@link #DEFAULT_WINDOW} items. Loop only.
     *
     * @param <T> the type of the items
     * @param publisher emits the items, on any thread
     * @return for one coroutine at a time; close it unless the end is reached
     * @throws NullPointerException if the publisher is null
     * @throws IllegalStateException if no loop runs here
     */
    public static <T> PublisherIterator<T> of(Flow.Publisher<? extends T> publisher) {
        return of(publisher, DEFAULT_WINDOW);
    }

    /**
     * Subscribes. Loop only.
     *
     * @param <T> the type of the items
     * @param publisher emits the items, on any thread
     * @param window at most so many items wait here
     * @return for one coroutine at a time; close it unless the end is reached
     * @throws NullPointerException if the publisher is null
     * @throws IllegalArgumentException if the window is below 1
     * @throws IllegalStateException if no loop runs here
     */
    public static <T> PublisherIterator<T> of(Flow.Publisher<? extends T> publisher, int window) {
        Objects.requireNonNull(publisher, "PublisherIterator.of: the publisher is null; give one to subscribe to");
        if (window < 1) {
            throw new IllegalArgumentException(
                    "PublisherIterator.of: the window is " + window + "; ask for at least one item");
        }
        PublisherIterator<T> items = new PublisherIterator<>(EventLoops.getRunningLoop(), window);
        publisher.subscribe(items.new Listener());
        return items;
    }

    /** The publisher's side: any thread, one signal at a time. */
    private final class Listener implements Flow.Subscriber<T> {
        @Override
        public void onSubscribe(Flow.Subscription given) {
            present(given, "onSubscribe: the subscription is null; a publisher gives one");
            if (subscription != null || closed) {
                given.cancel();
                return;
            }
            subscription = given;
            given.request(window);
            if (closed) {
                given.cancel();
            }
        }

        @Override
        public void onNext(T item) {
            signal(present(item, "onNext: the item is null; a publisher emits objects"));
        }

        @Override
        public void onError(Throwable error) {
            signal(new End(present(error, "onError: the error is null; a publisher fails with one")));
        }

        /** The publisher is told of its fault, as it is to be, and so is the coroutine, which would wait in vain. */
        private <S> S present(@Nullable S given, String fault) {
            if (given == null) {
                NullPointerException error = new NullPointerException(fault);
                signal(new End(error));
                throw error;
            }
            return given;
        }

        @Override
        public void onComplete() {
            signal(new End(null));
        }
    }

    private void signal(Object signal) {
        if (closed) {
            return;
        }
        signals.add(signal);
        if (told.compareAndSet(false, true)) {
            FutureBridge.post(loop, this::wake);
        }
    }

    private void wake() {
        told.set(false);
        Future<@Nullable Void> waiting = waiter;
        if (waiting != null && !waiting.done() && !signals.isEmpty()) {
            waiting.setResult(null);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if another coroutine waits here already
     */
    @Override
    public boolean hasNext() throws Exception {
        while (true) {
            Object first = signals.peek();
            if (first instanceof End end) {
                Throwable cause = end.cause;
                if (cause == null) {
                    return false;
                }
                throw Rethrow.<Exception>asIs(cause);
            }
            if (first != null) {
                return true;
            }
            if (closed) {
                return false;
            }
            waitForSignal();
        }
    }

    private void waitForSignal() throws Exception {
        if (waiter != null) {
            throw new IllegalStateException(
                    "next: another coroutine already waits for the next item; give each its own subscription");
        }
        Future<@Nullable Void> waiting = loop.createFuture();
        waiter = waiting;
        try {
            // A signal that came before the waiter was set has told a loop that saw none.
            if (signals.isEmpty()) {
                waiting.await();
            }
        } finally {
            waiter = null;
        }
    }

    @Override
    @SuppressWarnings("unchecked") // only Listener.onNext adds what is no End
    public T next() throws Exception {
        if (!hasNext()) {
            throw new NoSuchElementException("next: the publisher has no more items; ask hasNext() first");
        }
        T item = (T) Objects.requireNonNull(signals.poll());
        Flow.Subscription from = subscription;
        if (++taken >= (window + 1) / 2 && from != null) {
            int more = taken;
            taken = 0;
            from.request(more);
        }
        return item;
    }

    /** Cancels the subscription and drops what waits; a coroutine that waits is told of the end. Loop only; once is enough. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Flow.Subscription from = subscription;
        if (from != null) {
            from.cancel();
        }
        signals.clear();
        Future<@Nullable Void> waiting = waiter;
        if (waiting != null && !waiting.done()) {
            waiting.setResult(null);
        }
    }
}
