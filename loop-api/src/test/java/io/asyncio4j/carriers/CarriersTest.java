// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.carriers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.testing.ParkingLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both carriers behave the same, whether the loop runs on a platform thread or on a virtual one. */
@Timeout(60)
class CarriersTest {

    private final List<String> log = new ArrayList<>();

    @AfterEach
    void restore() {
        System.clearProperty(TaskCarrier.PROPERTY);
    }

    private interface Scenario {
        void run(ParkingLoop loop) throws Exception;
    }

    private void on(String carrier, String thread, Scenario scenario) throws Exception {
        System.setProperty(TaskCarrier.PROPERTY, carrier);
        Throwable[] failure = new Throwable[1];
        Runnable body = () -> {
            try (ParkingLoop loop = new ParkingLoop()) {
                assertEquals(carrier.equals("loop") ? "LoopCarrier" : "BatonCarrier", loop.carrier().name());
                scenario.run(loop);
            } catch (Throwable error) {
                failure[0] = error;
            }
        };
        Thread runner = thread.equals("virtual")
                ? Thread.ofVirtual().start(body)
                : Thread.ofPlatform().start(body);
        runner.join();
        if (failure[0] != null) {
            throw new AssertionError(carrier + " carrier, " + thread + " loop thread", failure[0]);
        }
    }

    @ParameterizedTest
    @CsvSource({"loop, platform", "loop, virtual", "baton, platform", "baton, virtual"})
    void stepsAlternateAndNothingElseRunsBetweenTwoSuspensions(String carrier, String thread) throws Exception {
        on(carrier, thread, loop -> {
            for (String name : List.of("a", "b")) {
                loop.createTask((CoroutineAction) () -> {
                    for (int i = 0; i < 2; i++) {
                        log.add(name + i);
                        loop.callSoon(() -> log.add("callback"));
                        log.add(name + i + "'");
                        Sleep.sleep(0);
                    }
                });
            }
            loop.runUntilComplete((CoroutineAction) () -> Sleep.sleep(0.02));
            assertEquals(
                    List.of("a0", "a0'", "b0", "b0'", "callback", "a1", "a1'", "callback", "b1", "b1'", "callback",
                            "callback"),
                    log);
        });
    }

    @ParameterizedTest
    @CsvSource({"loop, platform", "loop, virtual", "baton, platform", "baton, virtual"})
    void aCoroutineThatBlocksByOtherMeansBlocksTheLoop(String carrier, String thread) throws Exception {
        on(carrier, thread, loop -> {
            loop.callSoon(() -> log.add("before"));
            loop.createTask((CoroutineAction) () -> {
                log.add("blocks");
                Thread.sleep(20);
                log.add("goes on");
            });
            loop.callSoon(() -> log.add("after"));
            loop.runUntilComplete((CoroutineAction) () -> Sleep.sleep(0));
            assertEquals(List.of("before", "blocks", "goes on", "after"), log);
        });
    }

    @ParameterizedTest
    @CsvSource({"loop, platform", "loop, virtual", "baton, platform", "baton, virtual"})
    void aLockIsOwnedByTheCoroutineNotByTheLoop(String carrier, String thread) throws Exception {
        on(carrier, thread, loop -> {
            ReentrantLock lock = new ReentrantLock();
            Future<String> gate = loop.createFuture();
            Task<Void> owner = loop.createTask(() -> {
                lock.lock();
                try {
                    gate.await();
                } finally {
                    lock.unlock();
                }
            });
            Task<Boolean> other = loop.createTask(() -> lock.tryLock());
            loop.callSoon(() -> log.add("loop gets it: " + lock.tryLock()));
            loop.callSoon(() -> gate.setResult("x"));
            loop.runUntilComplete(owner);
            assertFalse(loop.runUntilComplete(other));
            assertEquals(List.of("loop gets it: false"), log);
            assertFalse(lock.isLocked());
        });
    }

    @ParameterizedTest
    @CsvSource({"loop, platform", "loop, virtual", "baton, platform", "baton, virtual"})
    void strayUnparksAndInterruptsDoNotResumeACoroutine(String carrier, String thread) throws Exception {
        on(carrier, thread, loop -> {
            Thread[] coroutine = new Thread[1];
            Future<String> gate = loop.createFuture();
            Task<String> task = loop.createTask(() -> {
                coroutine[0] = Thread.currentThread();
                String value = gate.await();
                return value + " " + Thread.interrupted();
            });
            loop.callLater(0.01, () -> {
                for (int i = 0; i < 100; i++) {
                    LockSupport.unpark(coroutine[0]);
                }
                coroutine[0].interrupt();
            });
            loop.callLater(0.03, () -> {
                assertFalse(task.done());
                gate.setResult("value");
            });
            assertEquals("value true", loop.runUntilComplete(task));
        });
    }

    @ParameterizedTest
    @CsvSource({"loop, platform", "loop, virtual", "baton, platform", "baton, virtual"})
    void eagerTasksNestInsideCoroutines(String carrier, String thread) throws Exception {
        on(carrier, thread, loop -> {
            loop.setTaskFactory(Task::eager);
            int sum = loop.runUntilComplete(() -> {
                Task<Integer> outer = loop.createTask(() -> {
                    Task<Integer> inner = loop.createTask(() -> 1);
                    log.add("inner done: " + inner.done());
                    Sleep.sleep(0);
                    return inner.await() + 1;
                });
                log.add("outer done: " + outer.done());
                return outer.await() + 1;
            });
            assertEquals(3, sum);
            assertEquals(List.of("inner done: true", "outer done: false"), log);
        });
    }

    @ParameterizedTest
    @CsvSource({"loop, platform", "baton, platform", "baton, virtual"})
    void aVirtualThreadStartedByACoroutineIsNotTheLoopsBusiness(String carrier, String thread) throws Exception {
        on(carrier, thread, loop -> {
            Future<String> answer = loop.createFuture();
            loop.runUntilComplete(() -> {
                Thread child = Thread.startVirtualThread(() -> {
                    LockSupport.parkNanos(5_000_000);
                    loop.callSoonThreadsafe(() -> answer.setResult("from the child"));
                });
                assertNotSame(Thread.currentThread(), child);
                // The loop is free meanwhile: this timer fires while the child sleeps.
                Sleep.sleep(0.001);
                log.add("awake");
                log.add(answer.await());
            });
            assertEquals(List.of("awake", "from the child"), log);
        });
    }

    @ParameterizedTest
    @CsvSource({"loop, platform", "loop, virtual", "baton, platform", "baton, virtual"})
    void aClosedLoopStrandsNoThread(String carrier, String thread) throws Exception {
        List<Thread> threads = new ArrayList<>();
        on(carrier, thread, loop -> {
            loop.setExceptionHandler((where, report) -> log.add(String.valueOf(report.message())));
            loop.createTask(
                    () -> {
                        threads.add(Thread.currentThread());
                        try {
                            loop.createFuture().await();
                        } finally {
                            log.add("finally");
                            Sleep.sleep(1);
                        }
                    },
                    TaskOptions.named("left over"));
            loop.runUntilComplete((CoroutineAction) () -> Sleep.sleep(0));
        });
        assertEquals(List.of("Task was destroyed but it is pending!", "finally"), log);
        assertTrue(threads.get(0).join(java.time.Duration.ofSeconds(10)), "the coroutine's thread is stranded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "baton"})
    void aLoopMayBeRunAgainFromAnotherThread(String carrier) throws Exception {
        System.setProperty(TaskCarrier.PROPERTY, carrier);
        try (ParkingLoop loop = new ParkingLoop()) {
            Future<Integer> gate = loop.createFuture();
            Task<Integer> task = loop.createTask(() -> gate.await() + 1);
            for (boolean virtual : new boolean[] {false, true, false}) {
                Runnable run = () -> {
                    loop.stop();
                    loop.runForever();
                };
                (virtual ? Thread.ofVirtual().start(run) : Thread.ofPlatform().start(run)).join();
            }
            gate.setResult(1);
            assertEquals(2, loop.runUntilComplete(task));
        }
    }

    /** What a stray wake-up leaves with one thread must not be missing when another one runs the loop. */
    @ParameterizedTest
    @ValueSource(strings = {"loop", "baton"})
    void aCoroutineThatIsWokenAtAnyTimeFollowsItsLoopToOtherThreads(String carrier) throws Exception {
        System.setProperty(TaskCarrier.PROPERTY, carrier);
        try (ParkingLoop loop = new ParkingLoop()) {
            List<Future<String>> gates = new ArrayList<>();
            Thread[] coroutine = new Thread[1];
            Task<String> task = loop.createTask(() -> {
                coroutine[0] = Thread.currentThread();
                String all = "";
                while (all.length() < 200) {
                    Future<String> gate = loop.createFuture();
                    gates.add(gate);
                    loop.callSoon(loop::stop);
                    all += gate.await();
                }
                return all;
            });
            Thread.ofPlatform().start(loop::runForever).join();
            Thread stray = Thread.ofPlatform().daemon().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    LockSupport.unpark(coroutine[0]);
                    Thread.onSpinWait();
                }
            });
            for (int n = 0; n < 199; n++) {
                gates.getLast().setResult("x");
                Thread run = Thread.ofPlatform().daemon().start(loop::runForever);
                assertTrue(run.join(java.time.Duration.ofSeconds(10)), "not resumed in round " + n);
            }
            stray.interrupt();
            stray.join();
            gates.getLast().setResult("x");
            assertEquals("x".repeat(200), loop.runUntilComplete(task));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", ""})
    void anUnknownCarrierIsRefusedByName(String name) {
        System.setProperty(TaskCarrier.PROPERTY, name);
        IllegalStateException error = assertThrows(IllegalStateException.class, ParkingLoop::new);
        assertTrue(error.getMessage().contains(TaskCarrier.PROPERTY), error.getMessage());
        assertTrue(error.getMessage().contains("auto, loop or baton"), error.getMessage());
    }

    @Test
    void loopsOfOthersChooseACarrierByItsName() {
        for (String name : List.of("LoopCarrier", "loop")) {
            assertEquals("LoopCarrier", TaskCarrier.named(name).name());
        }
        for (String name : List.of("BatonCarrier", "BATON")) {
            assertEquals("BatonCarrier", TaskCarrier.named(name).name());
        }
        assertEquals(TaskCarrier.automatic(), TaskCarrier.named("auto"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> TaskCarrier.named("pigeon"))
                .getMessage().contains("pigeon"));
    }
}
