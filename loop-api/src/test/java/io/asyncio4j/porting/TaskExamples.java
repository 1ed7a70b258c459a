// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.porting;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.ExceptStar;
import io.asyncio4j.tasks.ExceptionGroup;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskGroup;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The examples of asyncio's page on coroutines and tasks; docs/porting.md shows them. */
final class TaskExamples {

    void sayAfter(double delay, String what) {
        Asyncio.sleep(delay);
        IO.println(what);
    }

    void oneAfterTheOther() {
        sayAfter(1, "hello");
        sayAfter(2, "world");
    }

    void atTheSameTime() throws Exception {
        var task1 = Asyncio.createTask(() -> sayAfter(1, "hello"));
        var task2 = Asyncio.createTask(() -> sayAfter(2, "world"));

        // Both end after two seconds, not three.
        task1.await();
        task2.await();
    }

    void inAGroup() throws Exception {
        Asyncio.taskGroup(tg -> {
            tg.createTask(() -> sayAfter(1, "hello"));
            tg.createTask(() -> sayAfter(2, "world"));
        });
        IO.println("both have ended");
    }

    /** Keeps tasks that nobody waits for from being forgotten. */
    private final Set<Task<?>> background = new HashSet<>();

    void fireAndForget() {
        for (int i = 0; i < 10; i++) {
            int param = i;
            var task = Asyncio.createTask(() -> someCoroutine(param));
            background.add(task);
            task.addDoneCallback(background::remove);
        }
    }

    private void someCoroutine(int param) {
        Asyncio.sleep(param);
    }

    int forgotten() {
        return background.size();
    }

    static class TerminateTaskGroup extends Exception {}

    void forceTerminate() throws TerminateTaskGroup {
        throw new TerminateTaskGroup();
    }

    void job(int id, double seconds) {
        IO.println("Task " + id + ": start");
        Asyncio.sleep(seconds);
        IO.println("Task " + id + ": done");
    }

    void terminateAGroup() throws Exception {
        try {
            Asyncio.taskGroup(group -> {
                group.createTask(() -> job(1, 0.5));
                group.createTask(() -> job(2, 1.5));
                Asyncio.sleep(1);
                group.createTask(this::forceTerminate);
            });
        } catch (ExceptionGroup failures) {
            ExceptStar.of(failures).on(TerminateTaskGroup.class, terminated -> {}).throwRest();
        }
    }

    BigInteger factorial(String name, int number) {
        BigInteger f = BigInteger.ONE;
        for (int i = 2; i <= number; i++) {
            IO.println("Task " + name + ": Compute factorial(" + number + "), currently i=" + i + "...");
            Asyncio.sleep(1);
            f = f.multiply(BigInteger.valueOf(i));
        }
        IO.println("Task " + name + ": factorial(" + number + ") = " + f);
        return f;
    }

    void gathering() throws Exception {
        List<BigInteger> results = Asyncio.gather(
                () -> factorial("A", 2),
                () -> factorial("B", 3),
                () -> factorial("C", 4))
                .await();
        IO.println(results);
    }

    void shielding() throws Exception {
        var task = Asyncio.createTask(() -> sayAfter(1, "done all the same"));
        try {
            Asyncio.timeout(0.5, () -> Asyncio.shield(task).await());
        } catch (TimeoutException e) {
            IO.println("not waiting any longer");
        }
        task.await();
    }

    void eternity() {
        Asyncio.sleep(3600);
        IO.println("yay!");
    }

    void waitingFor() throws Exception {
        try {
            Asyncio.waitFor(this::eternity, 1.0);
        } catch (TimeoutException e) {
            IO.println("timeout!");
        }
    }

    void longRunningTask() {
        Asyncio.sleep(3600);
    }

    void timeouts() throws Exception {
        try {
            Asyncio.timeout(10, () -> longRunningTask());
        } catch (TimeoutException e) {
            IO.println("The long operation timed out, but we've handled it.");
        }
        IO.println("This statement will run regardless.");
    }

    void rescheduling() throws Exception {
        // We do not know the limit when we start, ...
        var cm = Asyncio.timeout(null);
        try {
            cm.run(() -> {
                // ... we know it now.
                cm.reschedule(Asyncio.getRunningLoop().time() + 10);
                longRunningTask();
            });
        } catch (TimeoutException e) {
            // Looked at below.
        }
        if (cm.expired()) {
            IO.println("Looks like we haven't finished on time.");
        }
    }

    void asTheyComplete() throws Exception {
        Random random = new Random(7);
        List<Task<Integer>> tasks = List.of(3, 1, 2).stream()
                .map(n -> Asyncio.createTask(() -> {
                    Asyncio.sleep(n + random.nextDouble() / 10);
                    return n;
                }))
                .toList();
        for (Future<Integer> next : Asyncio.asCompleted(tasks)) {
            IO.println("finished: " + next.await());
        }
    }

    void blockingIo() {
        try {
            TimeUnit.MILLISECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        IO.println("blockingIo complete");
    }

    void onAThread() throws Exception {
        Asyncio.gather(
                () -> Asyncio.toThread(this::blockingIo),
                () -> Asyncio.sleep(1))
                .await();
        IO.println("finished main");
    }

    int fromAnotherThread(AbstractEventLoop loop) throws Exception {
        CompletableFuture<Integer> future = Asyncio.runCoroutineThreadsafe(() -> Asyncio.sleep(1, 3), loop);
        return future.get(60, TimeUnit.SECONDS);
    }

    void cancelMe() {
        IO.println("cancelMe: before sleep");
        try {
            Asyncio.sleep(3600);
        } catch (CancelledError e) {
            IO.println("cancelMe: cancel sleep");
            throw e;
        } finally {
            IO.println("cancelMe: after sleep");
        }
    }

    void cancelling() throws Exception {
        var task = Asyncio.createTask(this::cancelMe);
        Asyncio.sleep(1);

        task.cancel();
        try {
            task.await();
        } catch (CancelledError e) {
            IO.println("main: cancelMe is cancelled now");
        }
    }

    void addingToARunningGroup(TaskGroup group) {
        group.createTask(() -> sayAfter(1, "from the group of somebody else"));
    }
}
