// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.contexts;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.context.Context;
import io.asyncio4j.context.ContextVar;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.VirtualTime;
import io.asyncio4j.tck.harness.RuleContext;

@VirtualTime
final class TaskContextRules {

    private static final ContextVar<String> VAR = ContextVar.withDefault("var", "default");

    @Rule(id = "CTX-04", needs = Capability.TASKS)
    void taskHasOnePrivateCopyForAllItsSteps(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        tck.run(() -> {
            VAR.set("creator");
            CoroutineAction body = () -> {
                tck.log.add("begins with " + VAR.get());
                VAR.set("own");
                Sleep.sleep(0);
                tck.log.add("after a suspension " + VAR.get());
                loop.callSoon(() -> tck.log.add("its callback " + VAR.get()));
                Sleep.sleep(0.001);
                tck.log.add("after a timer " + VAR.get());
            };
            Task<?> task = loop.createTask(body);
            VAR.set("creator, later");
            task.await();
            tck.log.add("creator sees " + VAR.get());
        });
        tck.log.add("rule sees " + VAR.get());
        tck.log.expect(
                "begins with creator",
                "after a suspension own",
                "its callback own",
                "after a timer own",
                "creator sees creator, later",
                "rule sees default");
    }

    @Rule(id = "CTX-05", needs = Capability.TASKS)
    void tasksWithTheSameContextShareIt(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Context shared = new Context();
        TaskOptions options = TaskOptions.DEFAULTS.withContext(shared);
        tck.run(() -> {
            CoroutineAction first = () -> {
                assertSame(shared, Context.current());
                VAR.set("by first");
                Sleep.sleep(0);
                tck.log.add("first sees " + VAR.get());
            };
            CoroutineAction second = () -> {
                tck.log.add("second sees " + VAR.get());
                VAR.set("by second");
            };
            Task<?> one = loop.createTask(first, options);
            Task<?> two = loop.createTask(second, options);
            assertSame(shared, one.context());
            one.await();
            two.await();
            tck.log.add("creator sees " + VAR.get());
        });
        tck.log.add("the context has " + shared.get(VAR));
        tck.log.expect(
                "second sees by first", "first sees by second", "creator sees default", "the context has by second");
    }

    @Rule(id = "CTX-07", needs = Capability.TASKS)
    void eagerTaskBeginsInItsOwnContext(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        TaskOptions eager = TaskOptions.DEFAULTS.withEagerStart(true);
        tck.run(() -> {
            VAR.set("creator");
            CoroutineAction body = () -> {
                tck.log.add("begins with " + VAR.get());
                VAR.set("own");
                Sleep.sleep(0);
                tck.log.add("goes on with " + VAR.get());
            };
            Task<?> task = loop.createTask(body, eager);
            tck.log.add("creator sees " + VAR.get());
            assertNotSame(Context.current(), task.context());
            task.await();
            Context given = new Context();
            Task<?> second = loop.createTask(body, eager.withContext(given));
            tck.log.add("creator sees " + VAR.get());
            second.await();
            assertTrue("own".equals(given.get(VAR)));
        });
        tck.log.expect(
                "begins with creator",
                "creator sees creator",
                "goes on with own",
                "begins with default",
                "creator sees creator",
                "goes on with own");
    }
}
