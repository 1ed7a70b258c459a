// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.attack;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** What the tasks of a program share, with books on who got what. */
final class World {

    /** How many locks and semaphores there are; they are taken in the order of their numbers. */
    static final int LEVELS = 4;

    static final int QUEUES = 4;

    /** Even numbers are locks, odd ones semaphores with as many permits as their number says. */
    static boolean isLock(int level) {
        return level % 2 == 0;
    }

    private static final int PARTIES = 2;

    final List<String> wrong = new ArrayList<>();
    final List<Lock> locks = List.of(new Lock(), new Lock());
    final List<Semaphore> semaphores = List.of(new BoundedSemaphore(1), new Semaphore(3));
    final int[] holders = new int[LEVELS];
    final List<Queue<Integer>> queues =
            List.of(new Queue<>(1), new Queue<>(2), new PriorityQueue<>(), new LifoQueue<>(2));
    final List<List<Integer>> put =
            List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    final List<List<Integer>> got =
            List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    final Event event = new Event();
    final Condition condition = new Condition();
    /** What the condition is about: notified as they come, taken by those who wait. */
    int tokens;

    final Barrier barrier = new Barrier(PARTIES);
    final StreamReader stream;

    /** Two coroutines must not read at once. */
    final Lock reading = new Lock();

    int fed;
    final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private int items;

    /** Generators whose body has begun and not ended. */
    int generators;

    World(AbstractEventLoop loop) {
        stream = new StreamReader(loop);
    }

    int nextItem() {
        return ++items;
    }

    /** Whoever calls this holds number {@code level}. */
    void enter(int level) {
        holders[level]++;
        check(holders[level] <= (isLock(level) ? 1 : level), "too many hold number " + level);
    }

    void leave(int level) {
        holders[level]--;
    }

    void feed(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = content(fed++);
        }
        stream.feedData(bytes);
    }

    /** A line of six letters, and so on. */
    private static byte content(int index) {
        return (byte) (index % 7 == 6 ? '\n' : 'a' + index % 26);
    }

    void check(boolean right, String what) {
        if (!right) {
            wrong.add(what);
        }
    }

    /** To be called when nothing is ready: nobody waits for what is there. */
    void checkAtRest() {
        for (Lock lock : locks) {
            check(lock.locked() || lock.statistics().waiters() == 0, "waits for a free lock: " + lock);
        }
        for (Semaphore semaphore : semaphores) {
            Semaphore.Statistics now = semaphore.statistics();
            check(now.value() == 0 || now.waiters() == 0, "waits for a free permit: " + semaphore);
        }
        for (Queue<Integer> queue : queues) {
            Queue.Statistics now = queue.statistics();
            check(now.getters() == 0 || queue.empty() && !now.shutDown(), "waits for an item in vain: " + queue);
            check(now.putters() == 0 || queue.full() && !now.shutDown(), "waits for room in vain: " + queue);
        }
        check(!event.isSet() || event.statistics().waiters() == 0, "waits for an event that is set: " + event);
        check(tokens == 0 || condition.statistics().waiters() == 0, "waits for a token that is there: " + condition);
        check(condition.locked() || condition.statistics().lock().waiters() == 0,
                "waits for a free lock: " + condition);
        check(barrier.nWaiting() < PARTIES, "waits though all have come: " + barrier);
    }

    /** To be called when nothing runs any more. */
    void checkQuiet() {
        for (Lock lock : locks) {
            check(lock.statistics().equals(new Lock.Statistics(false, 0)), "left behind: " + lock);
        }
        for (int i = 0; i < semaphores.size(); i++) {
            check(semaphores.get(i).statistics().equals(new Semaphore.Statistics(2 * i + 1, false, 0)),
                    "left behind: " + semaphores.get(i));
        }
        check(condition.statistics().equals(new Condition.Statistics(new Lock.Statistics(false, 0), 0)),
                "left behind: " + condition);
        check(event.statistics().waiters() == 0, "left behind: " + event);
        check(barrier.statistics().equals(new Barrier.Statistics(PARTIES, 0, false)), "left behind: " + barrier);
        check(reading.statistics().equals(new Lock.Statistics(false, 0)), "left behind: " + reading);
        check(generators == 0, generators + " generators are not closed");
        for (int i = 0; i < QUEUES; i++) {
            checkQueue(i);
        }
    }

    private void checkQueue(int number) {
        Queue<Integer> queue = queues.get(number);
        List<Integer> all = new ArrayList<>(got.get(number));
        int unfinished = queue.qsize();
        while (!queue.empty()) {
            all.add(queue.getNowait());
        }
        List<Integer> expected = new ArrayList<>(put.get(number));
        if (queue instanceof PriorityQueue || queue instanceof LifoQueue) {
            all.sort(null);
            expected.sort(null);
        }
        check(all.equals(expected), "queue " + number + ": was put in " + expected + ", came out " + all);
        Queue.Statistics end = queue.statistics();
        check(end.getters() == 0 && end.putters() == 0, "left behind: " + queue);
        check(end.unfinished() == unfinished, "queue " + number + ": unfinished " + end.unfinished()
                + ", but " + unfinished + " were left");
    }

    /** In a coroutine: what was read, with the rest of the stream, is what was fed. */
    void checkStream() throws Exception {
        stream.feedEof();
        read.writeBytes(stream.read());
        byte[] seen = read.toByteArray();
        check(seen.length == fed, "stream: fed " + fed + " bytes, read " + seen.length);
        for (int i = 0; i < seen.length; i++) {
            if (seen[i] != content(i)) {
                wrong.add("stream: byte " + i + " is another one");
                return;
            }
        }
    }
}
