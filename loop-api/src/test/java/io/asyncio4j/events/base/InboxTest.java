// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.events.ThreadsafeHandle;
import io.asyncio4j.testing.ParkingLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InboxTest {

    private final ParkingLoop loop = new ParkingLoop();
    private final Inbox inbox = new Inbox(loop);
    private final ReadyQueue ready = new ReadyQueue();

    @AfterEach
    void close() {
        loop.close();
    }

    private void drainAndRun() {
        inbox.drainTo(ready);
        while (ready.size() > 0) {
            ready.take().run();
        }
    }

    private ThreadsafeHandle handle(Runnable callback) {
        return new ThreadsafeHandle(callback, loop, null);
    }

    @Test
    void keepsTheOrderOfEachThreadAndLosesNothing() throws InterruptedException {
        int threads = 3;
        int each = 20_000;
        List<List<Integer>> seen = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            List<Integer> mine = new ArrayList<>();
            seen.add(mine);
            Thread.ofPlatform().daemon().start(() -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    inbox.push(handle(() -> mine.add(number)));
                }
                done.countDown();
            });
        }
        while (done.getCount() > 0) {
            drainAndRun();
        }
        drainAndRun();
        for (List<Integer> mine : seen) {
            assertEquals(each, mine.size());
            for (int i = 0; i < each; i++) {
                assertEquals(i, mine.get(i));
            }
        }
    }

    @Test
    void whatIsPushedIsTakenOnceAndAClosedInboxRefuses() {
        AtomicInteger runs = new AtomicInteger();
        assertTrue(inbox.isEmpty());
        assertTrue(inbox.push(handle(runs::incrementAndGet)));
        assertFalse(inbox.isEmpty());
        drainAndRun();
        drainAndRun();
        assertEquals(1, runs.get());
        inbox.close();
        assertFalse(inbox.push(handle(runs::incrementAndGet)));
        drainAndRun();
        assertEquals(1, runs.get());
    }
}
