// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HeldTest {

    @Test
    void closingTwiceReleasesOnce() {
        run(() -> {
            Semaphore semaphore = new Semaphore(2);
            Held held = semaphore.acquire();
            assertEquals(1, semaphore.statistics().value());
            held.close();
            held.close();
            assertEquals(2, semaphore.statistics().value());
        });
    }

    @Test
    void closingTwiceDoesNotTakeTheLockFromTheNext() {
        run(() -> {
            Lock lock = new Lock();
            Held first = lock.acquire();
            first.close();
            Held second = lock.acquire();
            first.close();
            assertTrue(lock.locked());
            second.close();
            assertFalse(lock.locked());
        });
    }

    @Test
    void closingWhatWasReleasedByHandIsRefused() {
        run(() -> {
            Lock lock = new Lock();
            Held held = lock.acquire();
            lock.release();
            IllegalStateException error = assertThrows(IllegalStateException.class, held::close);
            assertEquals(
                    "Lock.release: Lock[unlocked, waiters=0] is not acquired; release it once for each acquire(), or"
                            + " leave that to try (var held = lock.acquire())",
                    error.getMessage());
        });
    }

    @Test
    void saysWhatItHolds() {
        run(() -> {
            Held held = new Lock().acquire();
            assertEquals("Held[Lock[locked, waiters=0]]", held.toString());
            held.close();
            assertEquals("Held[closed, Lock[unlocked, waiters=0]]", held.toString());
        });
    }

    @Test
    void eachAcquisitionReleasesOnTheWayOut() {
        List<Function<Object, Held>> acquisitions = List.of(
                lock -> ((Lock) lock).acquire(),
                condition -> ((Condition) condition).acquire(),
                semaphore -> ((Semaphore) semaphore).acquire());
        List<Object> primitives = List.of(new Lock(), new Condition(), new Semaphore());
        run(() -> {
            for (int i = 0; i < primitives.size(); i++) {
                Object primitive = primitives.get(i);
                Function<Object, Held> acquire = acquisitions.get(i);
                assertThrows(IllegalArgumentException.class, () -> {
                    try (var held = acquire.apply(primitive)) {
                        assertTrue(primitive.toString().contains("[locked"), primitive::toString);
                        throw new IllegalArgumentException("within");
                    }
                });
                assertTrue(primitive.toString().contains("[unlocked"), primitive::toString);
            }
        });
    }

    @Test
    void cancelledAcquisitionHoldsNothing() {
        run(() -> {
            Lock lock = new Lock();
            Held held = lock.acquire();
            var waiting = Asyncio.createTask(() -> lock.acquire());
            Asyncio.sleep(0);
            waiting.cancel();
            Asyncio.sleep(0);
            assertTrue(waiting.cancelled());
            held.close();
            assertEquals(new Lock.Statistics(false, 0), lock.statistics());
        });
    }
}
