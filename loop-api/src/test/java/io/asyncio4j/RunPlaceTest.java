// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.context.ContextVar;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.testing.ParkingLoop;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RunPlaceTest {

    private Semaphore slots = new Semaphore(0);

    @AfterEach
    void restore() {
        System.clearProperty(TaskCarrier.PROPERTY);
    }

    private RunPlace place(int free) {
        slots = new Semaphore(free);
        return new RunPlace(slots);
    }

    private static ParkingLoop loop(String carrier) {
        System.setProperty(TaskCarrier.PROPERTY, carrier);
        return new ParkingLoop();
    }

    private static <T> T onVirtualThread(Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(body);
        Thread.ofVirtual().start(task);
        return task.get();
    }

    @Test
    void loopCarrierRunsOnTheCallingPlatformThread() throws Exception {
        try (ParkingLoop loop = loop("loop")) {
            assertSame(Thread.currentThread(), place(5).call(loop, Thread::currentThread));
        }
    }

    @Test
    void loopCarrierLeavesAVirtualThread() throws Exception {
        try (ParkingLoop loop = loop("loop")) {
            assertFalse(onVirtualThread(() -> place(5).call(loop, Thread::currentThread))
                    .isVirtual());
        }
    }

    @Test
    void thatPlatformThreadIsTheSameForAllRunsAndClosesTheLoop() throws Exception {
        System.setProperty(TaskCarrier.PROPERTY, "loop");
        AtomicReference<Thread> closer = new AtomicReference<>();
        ParkingLoop loop = new ParkingLoop() {
            @Override
            protected void closeIo() {
                closer.set(Thread.currentThread());
            }
        };
        onVirtualThread(() -> {
            RunPlace place = place(0);
            Thread runs = place.call(loop, Thread::currentThread);
            assertSame(runs, place.call(loop, Thread::currentThread));
            place.close(loop);
            assertSame(runs, closer.get());
            return null;
        });
        assertTrue(loop.isClosed());
    }

    @Test
    void callerClosesALoopThatItRan() throws Exception {
        ParkingLoop loop = loop("loop");
        RunPlace place = place(0);
        place.call(loop, () -> null);
        place.close(loop);
        assertTrue(loop.isClosed());
    }

    @Test
    void loopThatMustNotStaysOffVirtualThreads() throws Exception {
        System.setProperty(TaskCarrier.PROPERTY, "baton");
        try (ParkingLoop loop = new ParkingLoop() {
            @Override
            public boolean runsOnVirtualThreads() {
                return false;
            }
        }) {
            assertSame(Thread.currentThread(), place(1).call(loop, Thread::currentThread));
        }
    }

    @Test
    void batonCarrierTakesASlotAndAVirtualThread() throws Exception {
        RunPlace place = place(1);
        try (ParkingLoop loop = loop("baton")) {
            place.call(loop, () -> {
                assertTrue(Thread.currentThread().isVirtual());
                assertEquals(0, slots.availablePermits());
                return null;
            });
            onVirtualThread(() -> {
                assertSame(Thread.currentThread(), place.call(loop, Thread::currentThread));
                return null;
            });
            assertEquals(1, slots.availablePermits());
        }
    }

    @Test
    void withoutASlotItIsAPlatformThread() throws Exception {
        RunPlace place = place(0);
        try (ParkingLoop loop = loop("baton")) {
            assertSame(Thread.currentThread(), place.call(loop, Thread::currentThread));
            assertFalse(onVirtualThread(() -> place.call(loop, Thread::currentThread))
                    .isVirtual());
        }
    }

    @Test
    void failurePassesAsItIsAndGivesTheSlotBack() {
        RunPlace place = place(1);
        IOException broken = new IOException("broken");
        try (ParkingLoop loop = loop("baton")) {
            assertSame(broken, assertThrows(IOException.class, () -> place.call(loop, () -> {
                throw broken;
            })));
        }
        assertEquals(1, slots.availablePermits());
    }

    @Test
    void contextGoesAlong() throws Exception {
        ContextVar<String> who = ContextVar.of("who");
        who.set("caller");
        try (ParkingLoop loop = loop("baton")) {
            assertEquals("caller", place(1).call(loop, () -> {
                assertNotSame(Thread.currentThread(), null);
                return who.get();
            }));
        }
    }

    @Test
    void interruptOfTheCallerIsKeptForLater() throws Exception {
        for (String carrier : new String[] {"loop", "baton"}) {
            try (ParkingLoop loop = loop(carrier)) {
                AtomicReference<Future<String>> end = new AtomicReference<>();
                FutureTask<String> caller = new FutureTask<>(() -> {
                    String result = place(1).call(loop, () -> loop.runUntilComplete(() -> {
                        end.set(loop.createFuture());
                        return end.get().await();
                    }));
                    return result + (Thread.interrupted() ? ", interrupted" : "");
                });
                Thread thread = Thread.ofPlatform().start(caller);
                while (end.get() == null || thread.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                thread.interrupt();
                loop.callSoonThreadsafe(() -> end.get().setResult("ran to its end"));
                assertEquals("ran to its end, interrupted", caller.get());
            }
        }
    }
}
