// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.testing.ParkingLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventLoopsTest {

    @AfterEach
    void restore() {
        EventLoops.setEventLoop(null);
        System.clearProperty(EventLoops.PROPERTY);
    }

    @Test
    void withoutALoopThereIsNoneAndNoneIsMade() {
        assertThrows(IllegalStateException.class, EventLoops::getRunningLoop);
        assertThrows(IllegalStateException.class, EventLoops::getEventLoop);
    }

    @Test
    void loopThatWasSetIsThisThreadsOwn() throws Exception {
        try (AbstractEventLoop loop = EventLoops.newEventLoop()) {
            assertThrows(IllegalStateException.class, EventLoops::getEventLoop);
            EventLoops.setEventLoop(loop);
            assertSame(loop, EventLoops.getEventLoop());
            assertThrows(IllegalStateException.class, EventLoops::getRunningLoop);
            FutureTask<Object> elsewhere =
                    new FutureTask<>(() -> assertThrows(IllegalStateException.class, EventLoops::getEventLoop));
            Thread.ofPlatform().start(elsewhere);
            elsewhere.get();
            EventLoops.setEventLoop(null);
            assertThrows(IllegalStateException.class, EventLoops::getEventLoop);
        }
    }

    @Test
    void runningLoopGoesBeforeTheOneThatWasSet() throws Exception {
        try (AbstractEventLoop set = EventLoops.newEventLoop();
                AbstractEventLoop running = EventLoops.newEventLoop()) {
            EventLoops.setEventLoop(set);
            List<AbstractEventLoop> seen = new ArrayList<>();
            running.callSoon(() -> {
                seen.add(EventLoops.getEventLoop());
                seen.add(EventLoops.getRunningLoop());
            });
            running.runUntilComplete(() -> {
                seen.add(EventLoops.getRunningLoop());
            });
            assertEquals(List.of(running, running, running), seen);
            assertSame(set, EventLoops.getEventLoop());
        }
    }

    @Test
    void eachNewLoopIsAnotherOne() {
        try (AbstractEventLoop first = EventLoops.newEventLoop();
                AbstractEventLoop second = EventLoops.newEventLoop()) {
            assertInstanceOf(ParkingLoop.class, first);
            assertNotSame(first, second);
        }
    }

    @Test
    void propertyNamesTheProvider() {
        System.setProperty(EventLoops.PROPERTY, "parking");
        EventLoops.newEventLoop().close();
        System.setProperty(EventLoops.PROPERTY, "curious");
        IllegalStateException unknown = assertThrows(IllegalStateException.class, EventLoops::newEventLoop);
        assertTrue(unknown.getMessage().contains("is \"curious\", but the providers are [parking]"));
    }
}
