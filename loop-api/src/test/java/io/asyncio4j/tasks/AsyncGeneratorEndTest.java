// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.testing.ParkingLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How generators are closed: by the program, and with their loop. */
class AsyncGeneratorEndTest extends AsyncGeneratorCase {

    @Nested
    class Closing {

        @Test
        void unwindsTheBodyWhichMaySuspend() {
            run(() -> {
                AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                    try {
                        out.yield(1);
                    } finally {
                        Asyncio.sleep(2);
                        log.add("cleaned up");
                    }
                });
                try (numbers) {
                    assertEquals(1, numbers.next());
                }
                numbers.close();
                assertFalse(numbers.hasNext());
                assertEquals(List.of("cleaned up"), log);
                assertEquals(2.0, Asyncio.getRunningLoop().time(), 1e-9);
            });
        }

        @Test
        void bodyThatNeverStartedNeverRuns() {
            run(() -> {
                AsyncGenerator<Integer> numbers = counting(1);
                numbers.close();
                assertFalse(numbers.hasNext());
                assertEquals(List.of(), log);
            });
        }

        @Test
        void discardsAnItemThatWasNotTaken() {
            run(() -> {
                AsyncGenerator<Integer> numbers = counting(1);
                assertTrue(numbers.hasNext());
                numbers.close();
                assertThrows(NoSuchElementException.class, numbers::next);
            });
        }

        @Test
        void whatCleaningUpThrowsIsThrown() {
            run(() -> {
                IOException broken = new IOException("broken");
                AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                    try {
                        out.yield(1);
                    } finally {
                        throw broken;
                    }
                });
                numbers.next();
                assertSame(broken, assertThrows(IOException.class, numbers::close));
            });
        }

        @Test
        void yieldingAgainIsAnError() {
            run(() -> {
                AsyncGenerator<Integer> stubborn = AsyncGenerator.of(out -> {
                    try {
                        out.yield(1);
                    } catch (GeneratorExit ignored) {
                        out.yield(2);
                    } finally {
                        log.add("finally");
                    }
                });
                stubborn.next();
                IllegalStateException error = assertThrows(IllegalStateException.class, stubborn::close);
                assertTrue(error.getMessage().contains("ignored GeneratorExit"), error.getMessage());
                assertEquals(List.of("finally"), log);
                assertFalse(stubborn.hasNext());
            });
        }

        @Test
        void yieldOfSomebodyElseIsRefused() {
            run(() -> {
                List<Yield<Integer>> stolen = new ArrayList<>();
                AsyncGenerator<Integer> careless = AsyncGenerator.of(out -> {
                    stolen.add(out);
                    out.yield(1);
                });
                careless.next();
                assertThrows(IllegalStateException.class, () -> stolen.get(0).yield(2));
                careless.close();
            });
        }
    }

    @Nested
    class LoopEnds {

        @Test
        void openGeneratorIsUnwoundWithItsLoop() throws Exception {
            ParkingLoop loop = new ParkingLoop();
            List<Object> reports = new ArrayList<>();
            loop.setExceptionHandler((where, report) -> reports.add(report));
            AsyncGenerator<Integer> open = AsyncGenerator.of(out -> {
                try {
                    counting(1).next();
                    out.yield(1);
                } finally {
                    log.add("outer finally");
                    Asyncio.sleep(1);
                    log.add("never");
                }
            });
            assertEquals(1, loop.runUntilComplete(open::next));
            loop.close();
            assertEquals(List.of("makes 1", "outer finally", "finally"), log);
            assertEquals(List.of(), reports);
            assertFalse(open.hasNext());
            open.close();
        }

        @Test
        void failureOfTheBodyIsReportedThen() throws Exception {
            ParkingLoop loop = new ParkingLoop();
            List<Throwable> reports = new ArrayList<>();
            loop.setExceptionHandler((where, report) -> reports.add(report.exception()));
            IOException broken = new IOException("broken");
            AsyncGenerator<Integer> open = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                } catch (GeneratorExit exit) {
                    throw broken;
                }
            });
            loop.runUntilComplete(open::next);
            loop.close();
            assertEquals(List.of(broken), reports);
        }

        @Test
        void taskThatWaitsInABodyIsUnwoundThroughBoth() throws Exception {
            ParkingLoop loop = new ParkingLoop();
            loop.setExceptionHandler((where, report) -> log.add(report.message()));
            AsyncGenerator<Integer> waits = AsyncGenerator.of(out -> {
                try {
                    Asyncio.sleep(60);
                } finally {
                    log.add("body");
                }
            });
            loop.createTask(() -> {
                try (waits) {
                    waits.next();
                } finally {
                    log.add("consumer");
                }
            });
            loop.runUntilComplete(() -> Asyncio.sleep(0));
            loop.close();
            assertEquals(List.of("Task was destroyed but it is pending!", "body", "consumer"), log);
        }

        @Test
        void stackOfTheTaskShowsBodyAndConsumer() {
            run(() -> {
                AsyncGenerator<Integer> waits = AsyncGenerator.of(out -> waitInTheBody());
                Task<?> task = Asyncio.createTask(() -> consume(waits));
                Asyncio.sleep(0);
                List<String> methods =
                        task.stack().stream().map(StackTraceElement::getMethodName).toList();
                int body = methods.indexOf("waitInTheBody");
                int consumer = methods.indexOf("consume");
                assertTrue(body >= 0 && consumer > body, methods.toString());
            });
        }

        private static void waitInTheBody() {
            Asyncio.sleep(60);
        }

        private static boolean consume(AsyncGenerator<Integer> numbers) throws Exception {
            return numbers.hasNext();
        }
    }
}
