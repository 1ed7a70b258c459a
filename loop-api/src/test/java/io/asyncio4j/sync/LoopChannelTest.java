// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Items between loops that run on threads of their own. */
@Timeout(60)
class LoopChannelTest {

    @Test
    void whatOneLoopSendsAnotherReceivesInOrder() throws Exception {
        LoopChannel<Integer> channel = new LoopChannel<>(3);
        List<Integer> seen = new ArrayList<>();
        Thread receiver = Thread.ofPlatform().start(() -> Asyncio.run(() -> {
            for (Integer item : channel.items().asIterable()) {
                seen.add(item);
            }
        }));
        List<Integer> sent = new ArrayList<>();
        Asyncio.run(() -> {
            for (int i = 0; i < 2000; i++) {
                channel.send(i);
                sent.add(i);
            }
            channel.close();
        });
        receiver.join();
        assertEquals(sent, seen);
    }

    @Test
    void severalLoopsShareTheItemsOutAndLoseNone() throws Exception {
        LoopChannel<Integer> channel = new LoopChannel<>(8);
        ConcurrentLinkedQueue<Integer> seen = new ConcurrentLinkedQueue<>();
        List<Thread> receivers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            receivers.add(Thread.ofPlatform().start(() -> Asyncio.run(() -> {
                for (Integer item : channel.items().asIterable()) {
                    seen.add(item);
                    // Waits are given up all the time, and must pass on what woke them.
                    Task<Integer> given = Asyncio.createTask(channel::receive);
                    Asyncio.sleep(0);
                    if (!given.cancel() || !cancelled(given)) {
                        given.exception();
                        if (given.exception() == null) {
                            seen.add(given.resultNow());
                        }
                    }
                }
            })));
        }
        Asyncio.run(() -> {
            for (int i = 0; i < 3000; i++) {
                channel.send(i);
            }
            channel.close();
        });
        for (Thread receiver : receivers) {
            receiver.join();
        }
        List<Integer> all = new ArrayList<>(seen);
        all.sort(null);
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            expected.add(i);
        }
        assertEquals(expected, all);
    }

    private static boolean cancelled(Task<?> task) throws Exception {
        try {
            task.await();
        } catch (CancelledError e) {
            return true;
        } catch (QueueShutDownException e) {
            return false;
        }
        return false;
    }

    @Test
    void sendWaitsForRoomAndACancelledOnePutsNothingIn() {
        LoopChannel<String> channel = new LoopChannel<>(1);
        Asyncio.run(() -> {
            channel.send("first");
            Task<?> second = Asyncio.createTask(() -> channel.send("second"));
            Task<?> third = Asyncio.createTask(() -> channel.send("third"));
            Asyncio.sleep(0);
            assertTrue(second.cancel());
            assertThrows(CancelledError.class, second::await);
            assertEquals("first", channel.receive());
            third.await();
            assertEquals("third", channel.receive());
            assertEquals(0, channel.size());
        });
    }

    @Test
    void aCancelledReceiverPassesOnWhatWokeIt() {
        LoopChannel<String> channel = new LoopChannel<>(1);
        Asyncio.run(() -> {
            Task<String> first = Asyncio.createTask(channel::receive);
            Task<String> second = Asyncio.createTask(channel::receive);
            Asyncio.sleep(0);
            assertTrue(channel.offer("item"));
            assertTrue(first.cancel());
            assertEquals("item", second.await());
            assertThrows(CancelledError.class, first::await);
        });
    }

    @Test
    void closingEndsEverybody() {
        LoopChannel<String> channel = new LoopChannel<>(1);
        Asyncio.run(() -> {
            assertTrue(channel.offer("last"));
            assertFalse(channel.offer("too much"));
            Task<?> sender = Asyncio.createTask(() -> channel.send("too late"));
            Asyncio.sleep(0);
            channel.close();
            channel.close();
            assertThrows(QueueShutDownException.class, sender::await);
            assertThrows(QueueShutDownException.class, () -> channel.offer("x"));
            assertEquals("last", channel.receive());
            assertThrows(QueueShutDownException.class, channel::receive);
            assertFalse(channel.items().hasNext());
            assertEquals("LoopChannel[0 of 1, closed]", channel.toString());
        });
        assertThrows(IllegalArgumentException.class, () -> new LoopChannel<>(0));
        assertThrows(NullPointerException.class, () -> channel.offer(null));
    }
}
