// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A publisher's items in a coroutine: order, back-pressure, both ends. */
@Timeout(60)
class PublisherIteratorTest {

    /** Emits what the test says, and notes what it was asked for. */
    private static final class Scripted implements Flow.Publisher<Integer> {
        final List<String> log = new ArrayList<>();
        Flow.Subscriber<? super Integer> subscriber;

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> given) {
            subscriber = given;
            given.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {
                    log.add("request " + n);
                }

                @Override
                public void cancel() {
                    log.add("cancel");
                }
            });
        }
    }

    @Test
    void itemsOfAnotherThreadArriveInOrder() {
        List<Integer> seen = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        Asyncio.run(() -> {
            try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>();
                    var items = PublisherIterator.of(publisher, 4)) {
                Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 5000; i++) {
                        publisher.submit(i);
                    }
                    publisher.close();
                });
                for (Integer item : items.asIterable()) {
                    seen.add(item);
                }
            }
        });
        for (int i = 0; i < 5000; i++) {
            expected.add(i);
        }
        assertEquals(expected, seen);
    }

    @Test
    @SuppressWarnings("NullAway") // the fault that is tested
    void aPublisherThatEmitsNullFailsForBothSides() {
        Scripted publisher = new Scripted();
        Asyncio.run(() -> {
            var items = PublisherIterator.of(publisher);
            assertThrows(NullPointerException.class, () -> publisher.subscriber.onNext(null));
            String told = assertThrows(NullPointerException.class, items::hasNext).getMessage();
            assertEquals("onNext: the item is null; a publisher emits objects", told);
        });
    }

    @Test
    void moreIsAskedForWhenHalfWasTaken() {
        Scripted publisher = new Scripted();
        Asyncio.run(() -> {
            var items = PublisherIterator.of(publisher, 4);
            for (int i = 0; i < 4; i++) {
                publisher.subscriber.onNext(i);
            }
            for (int i = 0; i < 4; i++) {
                assertEquals(i, items.next());
                publisher.log.add("took " + i);
            }
            items.close();
            items.close();
            assertFalse(items.hasNext());
        });
        assertEquals(
                List.of("request 4", "took 0", "request 2", "took 1", "took 2", "request 2", "took 3", "cancel"),
                publisher.log);
    }

    @Test
    void anErrorComesAfterTheItemsBeforeIt() {
        Scripted publisher = new Scripted();
        IOException cause = new IOException("broken");
        Asyncio.run(() -> {
            var items = PublisherIterator.of(publisher);
            publisher.subscriber.onNext(1);
            publisher.subscriber.onError(cause);
            assertEquals(1, items.next());
            assertSame(cause, assertThrows(IOException.class, items::hasNext));
            assertSame(cause, assertThrows(IOException.class, items::next), "and again");
        });
    }

    @Test
    void closingWakesWhoWaits() {
        Scripted publisher = new Scripted();
        Asyncio.run(() -> {
            var items = PublisherIterator.of(publisher);
            Task<Boolean> waiting = Asyncio.createTask(items::hasNext);
            Asyncio.sleep(0);
            assertThrows(IllegalStateException.class, items::hasNext, "one coroutine at a time");
            items.close();
            assertFalse(waiting.await());
        });
        assertEquals(List.of("request 32", "cancel"), publisher.log);
    }

    @Test
    void aCancelledWaitLosesNothing() {
        Scripted publisher = new Scripted();
        Asyncio.run(() -> {
            var items = PublisherIterator.of(publisher);
            Task<Integer> waiting = Asyncio.createTask(items::next);
            Asyncio.sleep(0);
            publisher.subscriber.onNext(7);
            assertTrue(waiting.cancel());
            assertThrows(CancelledError.class, waiting::await);
            assertEquals(7, items.next());
            publisher.subscriber.onComplete();
            assertFalse(items.hasNext());
            assertThrows(java.util.NoSuchElementException.class, items::next);
        });
    }

    @Test
    void aSecondSubscriptionIsRefused() {
        Scripted publisher = new Scripted();
        Asyncio.run(() -> {
            try (var items = PublisherIterator.of(publisher)) {
                publisher.subscribe(publisher.subscriber);
                assertEquals(List.of("request 32", "cancel"), publisher.log);
                assertThrows(IllegalArgumentException.class, () -> PublisherIterator.of(publisher, 0));
            }
        });
    }
}
