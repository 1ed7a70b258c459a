// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.pol;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoopProvider;
import io.asyncio4j.events.EventLoops;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import java.util.ServiceLoader;

/** Which loop is the caller's: the running one, the one that was set, or none. */
final class LoopOfThreadRules {

    @Rule(id = "POL-01", needs = Capability.TASKS)
    void insideCallbacksAndTasksItIsTheRunningLoop(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        AbstractEventLoop other = tck.newLoop();
        EventLoops.setEventLoop(other);
        try {
            loop.callSoon(() -> {
                assertSame(loop, EventLoops.getEventLoop());
                assertSame(loop, EventLoops.getRunningLoop());
                tck.log.add("callback");
            });
            tck.run(() -> {
                assertSame(loop, EventLoops.getEventLoop());
                assertSame(loop, EventLoops.getRunningLoop());
                tck.log.add("task");
            });
            assertSame(other, EventLoops.getEventLoop());
        } finally {
            EventLoops.setEventLoop(null);
        }
        tck.log.expect("callback", "task");
    }

    @Rule(id = "POL-02")
    void outsideItIsTheOneThatWasSetElseAnError(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.thread("tck-loop-of-thread", () -> {
            tck.raises(IllegalStateException.class, "no current event loop", EventLoops::getEventLoop);
            tck.raises(IllegalStateException.class, "no running event loop", EventLoops::getRunningLoop);
            EventLoops.setEventLoop(loop);
            assertSame(loop, EventLoops.getEventLoop());
            tck.raises(IllegalStateException.class, "no running event loop", EventLoops::getRunningLoop);
            EventLoops.setEventLoop(null);
            tck.raises(IllegalStateException.class, "no current event loop", EventLoops::getEventLoop);
        })
                .join();
    }

    @Rule(id = "POL-03", note = "other types than loops do not compile")
    void eachThreadHasItsOwn(RuleContext tck) throws Exception {
        AbstractEventLoop mine = tck.loop();
        AbstractEventLoop theirs = tck.newLoop();
        EventLoops.setEventLoop(mine);
        try {
            tck.thread("tck-other-thread", () -> {
                tck.raises(IllegalStateException.class, "no current event loop", EventLoops::getEventLoop);
                EventLoops.setEventLoop(theirs);
                assertSame(theirs, EventLoops.getEventLoop());
            })
                    .join();
            assertSame(mine, EventLoops.getEventLoop());
            EventLoops.setEventLoop(theirs);
            assertSame(theirs, EventLoops.getEventLoop());
        } finally {
            EventLoops.setEventLoop(null);
        }
        tck.raises(IllegalStateException.class, "no current event loop", EventLoops::getEventLoop);
    }

    @Rule(id = "POL-04", note = "the loop comes from an EventLoopProvider; without one the error says what to do")
    void newLoopsAreMadeAndNotSet(RuleContext tck) throws Exception {
        tck.loop();
        if (ServiceLoader.load(EventLoopProvider.class).findFirst().isEmpty()) {
            tck.raises(IllegalStateException.class, "no EventLoopProvider", EventLoops::newEventLoop);
            return;
        }
        try (AbstractEventLoop first = EventLoops.newEventLoop();
                AbstractEventLoop second = EventLoops.newEventLoop()) {
            assertNotSame(first, second);
            tck.raises(IllegalStateException.class, "no current event loop", EventLoops::getEventLoop);
            EventLoops.setEventLoop(first);
            try (AbstractEventLoop third = EventLoops.newEventLoop()) {
                assertNotSame(first, third);
                assertSame(first, EventLoops.getEventLoop());
            } finally {
                EventLoops.setEventLoop(null);
            }
        }
    }
}
