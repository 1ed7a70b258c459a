// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.attack;

import io.asyncio4j.Asyncio;
import io.asyncio4j.sync.QueueShutDownException;
import io.asyncio4j.tasks.AsyncGenerator;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.ExceptionGroup;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.ReturnWhen;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.tasks.Timeout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Runs a program, and looks after each statement whether what the statement promises is so. */
final class Interpreter {

    /** A failure that the program wants. */
    static final class Planned extends Exception {
        private static final long serialVersionUID = 1L;

        Planned() {
            super("planned");
        }
    }

    private final World world;

    /** All tasks of the program in the order of their creation. */
    final List<Task<?>> tasks = new ArrayList<>();

    private int started;

    Interpreter(World world) {
        this.world = world;
    }

    private TaskOptions named() {
        return TaskOptions.named("task " + started++);
    }

    Task<?> start(Step program) {
        return noted(Asyncio.getRunningLoop().createTask(body(program), named()));
    }

    private <T> Task<T> noted(Task<T> task) {
        tasks.add(task);
        return task;
    }

    private CoroutineAction body(Step task) {
        return () -> runAll(task.parts());
    }

    private List<Task<?>> startAll(List<Step> parts) {
        return parts.stream().<Task<?>>map(part -> noted(Asyncio.createTask(body(part), named()))).toList();
    }

    private void runAll(List<Step> steps) throws Exception {
        for (Step step : steps) {
            run(step);
        }
    }

    private void run(Step step) throws Exception {
        List<Step> parts = step.parts();
        int which = step.which();
        switch (step.kind()) {
            case TASK -> runAll(parts);
            case SLEEP -> Asyncio.sleep(step.amount());
            case LOCK -> {
                try (var held = world.locks.get(which / 2).acquire()) {
                    holding(which, parts);
                }
            }
            case PERMIT -> {
                try (var held = world.semaphores.get(which / 2).acquire()) {
                    holding(which, parts);
                }
            }
            case PUT -> limited(step.amount(), () -> put(which));
            case GET -> limited(step.amount(), () -> get(which));
            case SHUT_DOWN -> world.queues.get(which).shutdown();
            case JOIN -> limited(step.amount(), world.queues.get(which)::join);
            case SET_EVENT -> world.event.set();
            case CLEAR_EVENT -> world.event.clear();
            case AWAIT_EVENT -> limited(step.amount(), world.event::await);
            case NOTIFY -> {
                try (var held = world.condition.acquire()) {
                    world.tokens += step.amount();
                    world.condition.notify(step.amount());
                }
            }
            case AWAIT_NOTICE -> limited(step.amount(), this::awaitNotice);
            case MEET -> limited(step.amount(), world.barrier::await);
            case FEED -> world.feed(step.amount());
            case READ -> limited(step.amount(), () -> read(which));
            case TIMEOUT -> limited(step.amount(), () -> runAll(parts));
            case GROUP -> group(parts);
            case GATHER -> delegated(Asyncio.gather(startAll(parts)));
            case WAIT -> Asyncio.wait(startAll(parts), ReturnWhen.FIRST_COMPLETED, step.amount());
            case GENERATE -> generate(step);
            case WAIT_FOR -> waitFor(step.amount(), noted(Asyncio.createTask(body(parts.get(0)), named())));
            case SHIELD -> Asyncio.shield(noted(Asyncio.createTask(body(parts.get(0)), named()))).await();
            case CLEANUP -> cleanup(parts);
            case STUBBORN -> stubborn(parts);
            case CANCEL -> cancel(which);
            case FAIL -> throw new Planned();
        }
    }

    private void cancel(int which) {
        if (!tasks.isEmpty()) {
            tasks.get(which % tasks.size()).cancel();
        }
    }

    private void put(int queue) {
        int item = world.nextItem();
        try {
            world.queues.get(queue).put(item);
            world.put.get(queue).add(item);
        } catch (QueueShutDownException closed) {
            // Then it is not in the queue.
        }
    }

    private void get(int queue) {
        try {
            world.got.get(queue).add(world.queues.get(queue).get());
            world.queues.get(queue).taskDone();
        } catch (QueueShutDownException closed) {
            // There are no more.
        }
    }

    private void holding(int level, List<Step> parts) throws Exception {
        world.enter(level);
        try {
            runAll(parts);
        } finally {
            world.leave(level);
        }
    }

    private void awaitNotice() {
        try (var held = world.condition.acquire()) {
            while (world.tokens == 0) {
                try {
                    world.condition.await();
                } finally {
                    enterCondition();
                }
            }
            world.tokens--;
        }
    }

    /** Whoever calls this holds the condition's lock, also after a cancelled wait. */
    private void enterCondition() {
        world.check(world.condition.locked(), "the condition's lock is not held after a wait");
    }

    private void read(int how) throws Exception {
        try (var held = world.reading.acquire()) {
            world.read.writeBytes(switch (how % 4) {
                case 0 -> world.stream.readExactly(how + 1);
                case 1 -> world.stream.readLine();
                case 2 -> world.stream.readUntil(new byte[] {'c'});
                default -> world.stream.read(how);
            });
        }
    }

    private void generate(Step step) throws Exception {
        try (var items = AsyncGenerator.<Integer>of(out -> {
            world.generators++;
            try {
                for (int i = 0; i < step.amount(); i++) {
                    runAll(step.parts());
                    out.yield(i);
                }
            } finally {
                world.generators--;
            }
        })) {
            for (int expected = 0; items.hasNext(); expected++) {
                world.check(items.next() == expected, "a generator lost an item");
                Asyncio.sleep(step.which());
            }
        }
    }

    /** A timeout converts only its own cancellation, and takes it off the count again. */
    private void limited(int seconds, CoroutineAction block) throws Exception {
        CountedTask<?> task = CountedTask.self();
        int outside = task.fromOutside();
        int count = task.cancelling();
        Timeout timeout = Asyncio.timeout(seconds);
        try {
            timeout.run(block);
        } catch (TimeoutException over) {
            world.check(timeout.expired(), "a timeout that did not expire");
            world.check(task.fromOutside() == outside, "a timeout in spite of a cancellation from outside");
            world.check(task.cancelling() == count, "a timeout that changed the count");
        }
    }

    private void group(List<Step> parts) throws Exception {
        List<Task<?>> children = new ArrayList<>();
        try {
            Asyncio.taskGroup(group -> {
                for (Step child : parts.subList(0, parts.size() - 1)) {
                    children.add(noted(group.createTask(body(child), named())));
                }
                runAll(parts.get(parts.size() - 1).parts());
            });
        } catch (ExceptionGroup failures) {
            ExceptionGroup others = failures.subgroup(
                    error -> !(error instanceof Planned) && !(error instanceof ExceptionGroup));
            if (others != null) {
                throw others;
            }
        } finally {
            world.check(children.stream().allMatch(Task::done), "a group ended before its children: " + children);
        }
    }

    /** Who awaits another future leaves it to that one how a cancellation ends. */
    private void delegated(Future<?> future) throws Exception {
        CountedTask<?> task = CountedTask.self();
        int outside = task.fromOutside();
        try {
            future.await();
        } catch (CancelledError cancelled) {
            throw cancelled;
        } catch (Exception failure) {
            excuseIfCancelledSince(outside, task);
            throw failure;
        }
        excuseIfCancelledSince(outside, task);
    }

    private static void excuseIfCancelledSince(int outside, CountedTask<?> task) {
        if (task.fromOutside() > outside) {
            task.excuse();
        }
    }

    private void waitFor(int seconds, Task<?> other) throws Exception {
        CountedTask<?> task = CountedTask.self();
        int outside = task.fromOutside();
        try {
            Asyncio.waitFor(other, seconds);
        } catch (TimeoutException over) {
            world.check(other.done(), "waitFor came back before what it waited for had ended");
        } catch (Planned failure) {
            excuseIfCancelledSince(outside, task);
            throw failure;
        }
        excuseIfCancelledSince(outside, task);
    }

    private void cleanup(List<Step> parts) throws Exception {
        Step last = parts.get(parts.size() - 1);
        try {
            runAll(parts.subList(0, parts.size() - 1));
        } catch (CancelledError cancelled) {
            try {
                run(last);
            } catch (Exception failure) {
                CountedTask.self().excuse();
                throw failure;
            }
            throw cancelled;
        }
        run(last);
    }

    private void stubborn(List<Step> parts) throws Exception {
        try {
            runAll(parts);
        } catch (CancelledError cancelled) {
            CountedTask.self().excuse();
        }
    }
}
