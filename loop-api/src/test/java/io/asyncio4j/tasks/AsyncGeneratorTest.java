// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.context.Context;
import io.asyncio4j.context.ContextVar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AsyncGeneratorTest extends AsyncGeneratorCase {

    @Nested
    class Consuming {

        @Test
        void itemsComeOneByOneAndTheBodyGoesOnOnlyWhenAsked() {
            run(() -> {
                AsyncGenerator<Integer> numbers = counting(2);
                assertEquals(List.of(), log);
                while (numbers.hasNext()) {
                    assertTrue(numbers.hasNext());
                    log.add("takes " + numbers.next());
                }
                assertFalse(numbers.hasNext());
                assertThrows(NoSuchElementException.class, numbers::next);
                assertEquals(List.of("makes 1", "takes 1", "makes 2", "takes 2", "done", "finally"), log);
            });
        }

        @Test
        void forLoopReadsLikeAnyOther() {
            run(() -> {
                int sum = 0;
                for (int number : counting(3).asIterable()) {
                    sum += number;
                }
                assertEquals(6, sum);
            });
        }

        @Test
        void checkedExceptionOfTheBodyReachesTheConsumerAsItIs() {
            run(() -> {
                IOException broken = new IOException("broken");
                AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                    out.yield(1);
                    throw broken;
                });
                assertSame(broken, assertThrows(IOException.class, () -> {
                    for (int number : numbers.asIterable()) {
                        log.add("takes " + number);
                    }
                }));
                assertFalse(numbers.hasNext());
                assertEquals(List.of("takes 1"), log);
            });
        }

        @Test
        void nullIsAnItemToo() {
            run(() -> {
                AsyncGenerator<String> nulls = AsyncGenerator.of(out -> out.yield(null));
                assertTrue(nulls.hasNext());
                assertEquals(null, nulls.next());
                assertFalse(nulls.hasNext());
            });
        }

        @Test
        void bodyRunsInTheConsumersTaskAndContext() {
            ContextVar<String> var = ContextVar.withDefault("var", "default");
            run(() -> {
                AsyncGenerator<String> whoAsks = AsyncGenerator.of(out -> {
                    for (int i = 0; i < 2; i++) {
                        String at = Asyncio.currentTask().name() + " " + var.get();
                        var.set("set by the body");
                        out.yield(at);
                    }
                });
                for (String name : List.of("first", "second")) {
                    Task<?> consumer = Asyncio.createTask(
                            () -> {
                                var.set("of " + name);
                                log.add(whoAsks.next());
                                log.add(var.get());
                            },
                            TaskOptions.DEFAULTS.withName(name));
                    consumer.await();
                }
                whoAsks.close();
                assertEquals(
                        List.of("first of first", "set by the body", "second of second", "set by the body"), log);
            });
        }

        @Test
        void yieldInsideAContextOfTheBodysOwnStaysThere() {
            ContextVar<String> var = ContextVar.withDefault("var", "default");
            run(() -> {
                AsyncGenerator<String> values = AsyncGenerator.of(out -> {
                    new Context().call(() -> {
                        var.set("inner");
                        out.yield(var.get());
                        return out.yield(var.get());
                    });
                    out.yield(var.get());
                });
                var.set("outer");
                List<String> seen = new ArrayList<>();
                values.asIterable().forEach(seen::add);
                assertEquals(List.of("inner", "inner", "outer"), seen);
            });
        }

        @Test
        void generatorsNest() {
            run(() -> {
                AsyncGenerator<Integer> doubled = AsyncGenerator.of(out -> {
                    for (int number : counting(3).asIterable()) {
                        out.yield(2 * number);
                        Asyncio.sleep(1);
                    }
                });
                List<Integer> seen = new ArrayList<>();
                doubled.asIterable().forEach(seen::add);
                assertEquals(List.of(2, 4, 6), seen);
                assertEquals(6.0, Asyncio.getRunningLoop().time(), 1e-9);
            });
        }

        @Test
        void whatIsSentIsWhatYieldReturns() {
            run(() -> {
                AsyncGenerator<String> echo = AsyncGenerator.of(out -> {
                    Object got = out.yield("ready");
                    while (got != null) {
                        got = out.yield("got " + got);
                    }
                });
                assertThrows(IllegalStateException.class, () -> echo.send("too early"));
                assertEquals("ready", echo.send(null));
                assertEquals("got 1", echo.send(1));
                assertThrows(NoSuchElementException.class, () -> echo.send(null));
            });
        }

        @Test
        void errorCanBeThrownIn() {
            run(() -> {
                AsyncGenerator<String> survivor = AsyncGenerator.of(out -> {
                    try {
                        out.yield("first");
                    } catch (IllegalArgumentException expected) {
                        out.yield("caught " + expected.getMessage());
                    }
                });
                assertEquals("first", survivor.next());
                assertEquals("caught it", survivor.throwIn(new IllegalArgumentException("it")));
                IOException other = new IOException("other");
                assertSame(other, assertThrows(IOException.class, () -> survivor.throwIn(other)));
                assertFalse(survivor.hasNext());
                AsyncGenerator<Integer> fresh = counting(1);
                assertSame(other, assertThrows(IOException.class, () -> fresh.throwIn(other)));
                assertFalse(fresh.hasNext());
            });
        }

        @Test
        void twoConsumersAtATimeAreRefused() {
            run(() -> {
                AsyncGenerator<Integer> slow = AsyncGenerator.of(out -> {
                    Asyncio.sleep(5);
                    out.yield(1);
                });
                Task<Integer> first = Asyncio.createTask(slow::next);
                Asyncio.sleep(0);
                assertThrows(IllegalStateException.class, slow::next);
                assertThrows(IllegalStateException.class, slow::close);
                assertEquals(1, first.await());
                slow.close();
            });
        }

        @Test
        void outsideACoroutineItSaysSo() {
            IllegalStateException refused = assertThrows(IllegalStateException.class, () -> counting(1).hasNext());
            assertTrue(refused.getMessage().startsWith("AsyncGenerator.hasNext: called outside a coroutine"));
            counting(1).close();
        }
    }

    @Nested
    class Cancelling {

        @Test
        void consumersCancellationArrivesInTheBodyThatAwaits() {
            run(() -> {
                AsyncGenerator<Integer> waits = AsyncGenerator.of(out -> {
                    try {
                        Asyncio.sleep(60);
                    } catch (CancelledError error) {
                        log.add("body cancelled: " + error.message());
                        Asyncio.sleep(1);
                        throw error;
                    }
                });
                Task<Boolean> consumer = Asyncio.createTask(waits::hasNext);
                Asyncio.sleep(0);
                consumer.cancel("enough");
                assertThrows(CancelledError.class, consumer::await);
                assertTrue(consumer.cancelled());
                assertEquals(List.of("body cancelled: enough"), log);
                assertEquals(1.0, Asyncio.getRunningLoop().time(), 1e-9);
            });
        }

        @Test
        void bodyMayCatchItAndGoOn() {
            run(() -> {
                AsyncGenerator<String> tough = AsyncGenerator.of(out -> {
                    try {
                        Asyncio.sleep(60);
                    } catch (CancelledError error) {
                        out.yield("still here");
                    }
                });
                Task<String> consumer = Asyncio.createTask(tough::next);
                Asyncio.sleep(0);
                consumer.cancel();
                assertEquals("still here", consumer.await());
                tough.close();
            });
        }

        @Test
        void timeoutAroundAnItemHitsTheBody() {
            run(() -> {
                AsyncGenerator<Integer> numbers = counting(2);
                assertEquals(1, numbers.next());
                assertThrows(
                        java.util.concurrent.TimeoutException.class, () -> Asyncio.timeout(0.5, numbers::hasNext));
                assertFalse(numbers.hasNext());
                assertEquals(List.of("makes 1", "finally"), log);
            });
        }
    }
}
