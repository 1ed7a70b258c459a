// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.contexts;

import static org.junit.jupiter.api.Assertions.assertSame;

import io.asyncio4j.context.Context;
import io.asyncio4j.context.ContextVar;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;

final class CallbackContextRules {

    private static final ContextVar<String> VAR = ContextVar.withDefault("var", "default");

    /** A context in which the variable has a value, while the caller's is left alone. */
    private static Context with(String value) {
        Context context = Context.copyCurrent();
        context.run(() -> VAR.set(value));
        return context;
    }

    @Rule(id = "CTX-01")
    void callbackSeesTheContextOfItsRegistration(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        Runnable look = () -> tck.log.add(VAR.get());
        with("registered").run(() -> {
            loop.callSoon(look);
            loop.callSoonThreadsafe(look);
            loop.callLater(0, look);
            VAR.set("changed later");
            loop.callSoon(look);
        });
        loop.callSoon(look);
        tck.runOnce();
        tck.log.expect("registered", "registered", "changed later", "default", "registered");
    }

    @Rule(id = "CTX-02")
    void explicitContextIsUsedItself(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        Context given = with("first");
        loop.callSoon(() -> {
            tck.log.add(VAR.get());
            assertSame(given, Context.current());
            VAR.set("second");
        }, given);
        loop.callSoonThreadsafe(() -> {
            tck.log.add(VAR.get());
            VAR.set("third");
        }, given);
        loop.callLater(0, () -> {
            tck.log.add(VAR.get());
            VAR.set("fourth");
        }, given);
        tck.runOnce();
        tck.log.add(String.valueOf(given.get(VAR)));
        tck.log.expect("first", "second", "third", "fourth");
    }

    @Rule(id = "CTX-03")
    void changesOfACallbackStayInItsCopy(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        with("registered").run(() -> {
            loop.callSoon(() -> {
                VAR.set("changed");
                tck.log.add(VAR.get());
            });
            loop.callSoon(() -> tck.log.add(VAR.get()));
            Context here = Context.current();
            loop.callSoon(() -> tck.log.add(String.valueOf(here.get(VAR))));
        });
        tck.runOnce();
        tck.log.add(VAR.get());
        tck.log.expect("changed", "registered", "registered", "default");
    }

    @Rule(id = "CTX-06")
    void doneCallbackSeesTheContextInWhichItWasAdded(RuleContext tck) {
        AbstractEventLoop loop = tck.loop();
        for (boolean doneBefore : new boolean[] {false, true}) {
            Future<String> future = loop.createFuture();
            if (doneBefore) {
                with("resolver").run(() -> future.setResult("value"));
            }
            with("adder").run(() -> future.addDoneCallback(done -> tck.log.add(VAR.get())));
            with("adder").run(() -> future.addDoneCallback(done -> tck.log.add(VAR.get()), with("given")));
            if (!doneBefore) {
                with("resolver").run(() -> future.setResult("value"));
            }
            tck.runOnce();
        }
        tck.log.expect("adder", "given", "adder", "given");
    }

    @Rule(id = "CTX-08", needs = Capability.TCP, note = "for transports; a copy, so that later changes do not show")
    void transportCallbacksSeeTheContextInWhichTheTransportWasMade(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (TcpRig rig = new TcpRig(tck)) {
            RecordingProtocol client = rig.protocol("client ")
                    .onMade(transport -> tck.log.add("client made in " + VAR.get()))
                    .onData((transport, data) -> tck.log.add("client data in " + VAR.get()));
            RecordingProtocol served = rig.protocol("server ")
                    .onMade(transport -> tck.log.add("server made in " + VAR.get()))
                    .onData((transport, data) -> tck.log.add("server data in " + VAR.get()));
            var server = loop.runUntilComplete(loop.createTask(
                    () -> loop.createServer(() -> served, "127.0.0.1", 0).await(),
                    TaskOptions.DEFAULTS.withContext(with("serving"))));
            rig.track(server);
            var made = loop.runUntilComplete(loop.createTask(
                    () -> {
                        var connection = loop.createConnection(() -> client, TcpRig.address(server).getHostString(),
                                TcpRig.address(server).getPort()).await();
                        VAR.set("changed later");
                        return connection;
                    },
                    TaskOptions.DEFAULTS.withContext(with("connecting"))));
            tck.runUntil("the server has the connection", served::isMade);
            with("writing").run(() -> made.transport().write(new byte[] {'a'}));
            rig.untilReceived(served, 1);
            with("writing").run(() -> served.transport().write(new byte[] {'b'}));
            rig.untilReceived(client, 1);
            for (String allowed : new String[] {
                    "client made in connecting", "client data in connecting", "server made in serving",
                    "server data in serving"
            }) {
                if (tck.log.count(allowed) != 1) {
                    throw new AssertionError("allowed once: " + allowed + "; seen: " + tck.log);
                }
            }
        }
    }

    @Rule(id = "CTX-10", note = "a plain future has no context: then the handler runs in the current one")
    void exceptionHandlerRunsInTheContextOfWhatFailed(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        loop.setExceptionHandler((source, report) -> tck.log.add(report.message() + " in " + VAR.get()));
        tck.step("a callback that throws");
        loop.setExceptionHandler((source, report) -> tck.log.add("callback in " + VAR.get()));
        loop.callSoon(() -> {
            throw new IllegalStateException("thrown by a callback");
        }, with("handle"));
        tck.runOnce();
        tck.step("reports that name a task, a task as future, a plain future, a handle, nothing");
        loop.setExceptionHandler((source, report) -> tck.log.add(report.message() + " in " + VAR.get()));
        Task<String> task = loop.createTask(() -> "value", TaskOptions.DEFAULTS.withContext(with("task")));
        loop.runUntilComplete(task);
        var handle = loop.callSoon(() -> {}, with("handle"));
        Future<Object> future = loop.createFuture();
        with("current").run(() -> {
            loop.callExceptionHandler(ExceptionContext.of("task").withTask(task).withHandle(handle));
            loop.callExceptionHandler(ExceptionContext.of("task as future").withFuture(task).withHandle(handle));
            loop.callExceptionHandler(ExceptionContext.of("future").withFuture(future));
            loop.callExceptionHandler(ExceptionContext.of("handle").withHandle(handle));
            loop.callExceptionHandler(ExceptionContext.of("nothing"));
        });
        tck.runOnce();
        tck.log.expect(
                "callback in handle",
                "task in task",
                "task as future in task",
                "future in current",
                "handle in handle",
                "nothing in current");
    }
}
