// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.attack;

import io.asyncio4j.attack.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes random programs that end by themselves if nothing is lost: locks and permits are taken in one order only, also by
 * the tasks that are started while they are held, and whatever else is waited for has a limit in time.
 */
final class Programs {

    /** What belongs together: a program that does a little of everything waits for nothing. */
    private static final List<List<Kind>> THEMES = List.of(
            List.of(Kind.PUT, Kind.GET),
            List.of(Kind.PUT, Kind.GET, Kind.JOIN),
            List.of(Kind.PUT, Kind.PUT, Kind.GET, Kind.GET, Kind.SHUT_DOWN),
            List.of(Kind.SET_EVENT, Kind.CLEAR_EVENT, Kind.AWAIT_EVENT, Kind.AWAIT_EVENT),
            List.of(Kind.NOTIFY, Kind.AWAIT_NOTICE, Kind.AWAIT_NOTICE),
            List.of(Kind.MEET),
            List.of(Kind.FEED, Kind.READ),
            List.of(Kind.FAIL),
            List.of(Kind.CANCEL));

    private final Random random;
    private int left;

    private final List<Kind> favourites = new ArrayList<>(List.of(Kind.SLEEP, Kind.SLEEP));

    /** The one queue that this program uses. */
    private final int queue;

    /** How many of the locks and semaphores it uses. */
    private final int levels;

    private Programs(long seed, int size) {
        this.random = new Random(seed);
        this.left = size;
        this.queue = random.nextInt(World.QUEUES);
        this.levels = random.nextInt(World.LEVELS + 1);
        int themes = 1 + random.nextInt(2);
        for (int i = 0; i < themes; i++) {
            favourites.addAll(THEMES.get(random.nextInt(THEMES.size())));
        }
    }

    /** The same program for the same seed; every third starts its tasks eagerly, which its amount says. */
    static Step make(long seed, int size) {
        Programs programs = new Programs(seed, size);
        List<Step> branches = new ArrayList<>();
        while (programs.left > 0) {
            branches.add(programs.task(0, 1));
        }
        branches.add(programs.task(0, 1));
        int eager = seed % 3 == 0 ? 1 : 0;
        return Step.of(Kind.TASK, 0, eager, new Step(Kind.GROUP, 0, 0, branches));
    }

    private Step task(int level, int depth) {
        return new Step(Kind.TASK, 0, 0, statements(level, depth, 1 + random.nextInt(3)));
    }

    private List<Step> statements(int level, int depth, int count) {
        List<Step> statements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            statements.add(statement(level, depth));
        }
        return statements;
    }

    private List<Step> tasks(int level, int depth, int count) {
        List<Step> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(task(level, depth));
        }
        return tasks;
    }

    private Step statement(int level, int depth) {
        left--;
        int choice = random.nextInt(100);
        if (depth > 4 || choice < 50) {
            return simple(level);
        }
        int seconds = random.nextInt(4);
        if (choice < 68 && level < levels) {
            int taken = level + random.nextInt(levels - level);
            return new Step(World.isLock(taken) ? Kind.LOCK : Kind.PERMIT, taken, 0,
                    statements(taken + 1, depth + 1, 1 + random.nextInt(2)));
        }
        if (choice < 75) {
            return new Step(Kind.TIMEOUT, 0, seconds, statements(level, depth + 1, 1 + random.nextInt(2)));
        }
        if (choice < 82) {
            return new Step(Kind.GROUP, 0, 0, tasks(level, depth + 1, 2 + random.nextInt(2)));
        }
        if (choice < 85) {
            return new Step(Kind.GATHER, 0, 0, tasks(level, depth + 1, 1 + random.nextInt(2)));
        }
        if (choice < 87) {
            return new Step(Kind.WAIT, 0, 1 + seconds, tasks(level, depth + 1, 2));
        }
        if (choice < 90) {
            return new Step(Kind.WAIT_FOR, 0, seconds, tasks(level, depth + 1, 1));
        }
        if (choice < 92) {
            return new Step(Kind.SHIELD, 0, 0, tasks(level, depth + 1, 1));
        }
        if (choice < 94) {
            return new Step(Kind.GENERATE, random.nextInt(2), seconds, statements(level, depth + 1, 1));
        }
        if (choice < 98) {
            List<Step> parts = new ArrayList<>(statements(level, depth + 1, 1));
            parts.add(task(level, depth + 1));
            return new Step(Kind.CLEANUP, 0, 0, parts);
        }
        return new Step(Kind.STUBBORN, 0, 0, statements(level, depth + 1, 1));
    }

    private Step simple(int level) {
        Kind kind = favourites.get(random.nextInt(favourites.size()));
        int seconds = random.nextInt(4);
        return switch (kind) {
            case PUT, GET, JOIN -> Step.of(kind, queue, 1 + seconds);
            case NOTIFY -> Step.of(kind, 0, 1 + random.nextInt(2));
            case FEED -> Step.of(kind, 0, 1 + random.nextInt(8));
            case READ -> Step.of(kind, random.nextInt(8), 1 + seconds);
            case CANCEL -> Step.of(kind, random.nextInt(10), 0);
            case SLEEP -> Step.of(kind, 0, random.nextInt(3));
            default -> Step.of(kind, 0, 1 + seconds);
        };
    }
}
