// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.attack;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.EagerTaskFactory;
import io.asyncio4j.tasks.ExceptionGroup;
import io.asyncio4j.tasks.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program once undisturbed and then again and again, each time cancelling one of its tasks at one of the moments at
 * which that task was suspended.
 *
 * <p>
 * Coroutines change hands in callbacks of the loop; so between two iterations every task is suspended, either for something
 * that is not there yet, or with its wake-up under way. Cancelling each task between any two iterations reaches every
 * suspension point of the program, before and after the wake-up.
 */
final class Attack {

    /**
     * Where to cancel.
     *
     * @param iteration before which iteration
     * @param task the number of the task in the order of creation
     * @param then what follows
     */
    record Point(int iteration, int task, Then then) {}

    enum Then {
        NOTHING,
        /** It is cancelled once more before the next iteration, in its cleanup. */
        AGAIN,
        /** A neighbour is cancelled, soon or at the same time. */
        ANOTHER
    }

    /** A program, a point, and what went wrong there. */
    record Finding(Step program, @Nullable Point point, List<String> wrong) {}

    private final Step program;
    private final @Nullable Point point;
    private final List<String> reports = new ArrayList<>();
    private final List<Point> points = new ArrayList<>();
    private final AttackedLoop loop = new AttackedLoop(this::between, this::atRest);
    private final World world = new World(loop);
    private final Interpreter interpreter = new Interpreter(world);

    private Attack(Step program, @Nullable Point point) {
        this.program = program;
        if (program.amount() > 0) {
            loop.setTaskFactory(new EagerTaskFactory(CountedTask::new));
        }
        this.point = point;
    }

    // ---- one run

    private void between(int iteration) {
        List<Task<?>> tasks = interpreter.tasks;
        if (point == null) {
            for (int i = 0; i < tasks.size(); i++) {
                if (!tasks.get(i).done()) {
                    for (Then then : Then.values()) {
                        points.add(new Point(iteration, i, then));
                    }
                }
            }
            return;
        }
        int since = iteration - point.iteration();
        if (since == 0 || since == 1 && point.then() == Then.AGAIN) {
            tasks.get(point.task()).cancel("attack");
        }
        if (point.then() == Then.ANOTHER && since == (point.iteration() + point.task()) % 3) {
            tasks.get((point.task() + 1) % tasks.size()).cancel("attack on another");
        }
    }

    private void atRest() {
        world.checkAtRest();
    }

    private Attack run() throws Exception {
        loop.setExceptionHandler((where, report) -> report(report));
        loop.callSoon(() -> interpreter.start(program));
        loop.runForever();
        List<Task<?>> stuck = List.copyOf(Task.all(loop));
        world.check(stuck.isEmpty(), "never ends: " + stuck);
        world.check(!loop.isEndless(), "the loop never comes to rest");
        world.check(loop.timersLeft() == 0, loop.timersLeft() + " timers are left");
        if (stuck.isEmpty()) {
            interpreter.tasks.forEach(this::checkEnd);
            world.checkQuiet();
            loop.createTask(world::checkStream);
            loop.runForever();
        }
        loop.setExceptionHandler((where, report) -> {});
        loop.close();
        return this;
    }

    private void report(ExceptionContext report) {
        // A failure behind a shield that nobody waits for any more is reported, and so it should.
        if (!(report.exception() instanceof Interpreter.Planned)) {
            reports.add(report.toString());
        }
    }

    private void checkEnd(Task<?> task) {
        CountedTask<?> counted = (CountedTask<?>) task;
        world.check(counted.cancelling() == counted.fromOutside(), task + " was cancelled " + counted.fromOutside()
                + " times from outside, but counts " + counted.cancelling());
        Throwable failure = task.cancelled() ? null : task.exception();
        world.check(failure == null || isPlanned(failure), task + " failed with " + failure);
        world.check(!counted.lostACancellation(), task + " was cancelled and did not notice");
    }

    private static boolean isPlanned(Throwable failure) {
        return failure instanceof Interpreter.Planned
                || failure instanceof ExceptionGroup group && group.leaves().stream().allMatch(Attack::isPlanned);
    }

    private List<String> wrong() {
        List<String> all = new ArrayList<>(world.wrong);
        all.addAll(reports);
        return all;
    }

    // ---- many runs

    /** Returns how many points there were if nothing was found. */
    static Object everywhere(Step program) throws Exception {
        Attack undisturbed = new Attack(program, null).run();
        if (!undisturbed.wrong().isEmpty()) {
            return new Finding(program, null, undisturbed.wrong());
        }
        for (Point point : undisturbed.points) {
            List<String> wrong = new Attack(program, point).run().wrong();
            if (!wrong.isEmpty()) {
                return new Finding(program, point, wrong);
            }
        }
        return undisturbed.points.size();
    }

    /** Leaves out statements as long as something is found all the same. */
    static Finding shrink(Finding found) throws Exception {
        Finding smallest = found;
        boolean smaller = true;
        int tries = 150;
        while (smaller) {
            smaller = false;
            for (Step program : Objects.requireNonNull(smallest).program().shrunk()) {
                if (tries-- > 0 && everywhere(program) instanceof Finding again) {
                    smallest = again;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }
}
