// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.proc;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.subprocess.AsyncProcess;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.subprocess.Redirect;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.ProcessLookupException;
import io.asyncio4j.transports.SubprocessTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Events, signals and the end. */
final class ChildLifeRules {

    @Rule(id = "PROC-06", needs = Capability.PROCESSES)
    void eachStreamHasItsDataThenItsEnd(RuleContext tck) throws Exception {
        ChildRecorder child = ChildStartRules.run(
                tck, ProcessOptions.PIPES, "/bin/sh", "-c", "echo out; echo err >&2; exec 1>&-; sleep 0.02; exit 0");
        Expect.same("stdout", List.of("data1:out", "lost1"), child.eventsOf(1));
        Expect.same("stderr", List.of("data2:err", "lost2"), child.eventsOf(2));
        Expect.same("stdin", List.of("lost0"), child.eventsOf(0));
    }

    @Rule(id = "PROC-07", needs = Capability.PROCESSES)
    void exitAndEndComeOnceAndTheEndLast(RuleContext tck) throws Exception {
        tck.step("a grandchild keeps the output open when the child has gone");
        ChildRecorder child = ChildStartRules.run(
                tck,
                ProcessOptions.INHERITED.stdout(Redirect.PIPE),
                "/bin/sh", "-c", "(sleep 0.2; echo late) & exit 3");
        Expect.same("status", 3, child.transport().getReturncode());
        tck.runTimes(3);
        tck.log.expect("made", "exited", "data1:late", "lost1", "lost");
    }

    @Rule(id = "PROC-08", needs = Capability.PROCESSES)
    void returncodeIsTheStatusOrMinusTheSignal(RuleContext tck) throws Exception {
        tck.run(() -> {
            Expect.same("status", 7, Asyncio.createSubprocessShell("exit 7").waitFor());
            AsyncProcess running = sleeping();
            Expect.same("while it runs", null, running.returncode());
            running.kill();
            Expect.same("killed", -9, running.waitFor());
            Expect.same("afterwards", -9, running.returncode());
            AsyncProcess asked = sleeping();
            asked.terminate();
            Expect.same("terminated", -15, asked.waitFor());
            // Not SIGHUP and SIGINT: a test run in the background ignores them, and its children inherit that.
            AsyncProcess byName = sleeping();
            byName.sendSignal("SIGUSR1");
            Expect.same("by name", -10, byName.waitFor());
            AsyncProcess byNumber = sleeping();
            byNumber.sendSignal(14);
            Expect.same("by number", -14, byNumber.waitFor());
            AsyncProcess caught = Asyncio.createSubprocessExec(
                    ProcessOptions.INHERITED.stdout(Redirect.PIPE),
                    "/bin/sh", "-c", "trap 'exit 5' USR1; echo ready; while :; do sleep 0.01; done");
            Objects.requireNonNull(caught.stdout()).readLine();
            caught.sendSignal("SIGUSR1");
            Expect.same("caught", 5, caught.waitFor());
        });
    }

    private static AsyncProcess sleeping() throws IOException {
        return Asyncio.createSubprocessExec("sleep", "100");
    }

    @Rule(id = "PROC-10", needs = Capability.PROCESSES)
    void signalsAfterTheEndAreErrorsAndBeforeItAreNot(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        ChildRecorder child = new ChildRecorder(tck.log);
        SubprocessTransport transport =
                loop.runUntilComplete(loop.subprocessExec(() -> child, "cat")).transport();
        // One that ends by itself may be noticed before the run is over.
        ProcessHandle.of(transport.getPid()).orElseThrow().destroyForcibly();
        Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.SUBPROCESS)).waitFor();
        tck.step("it has ended, and the loop does not know yet");
        transport.terminate();
        transport.kill();
        transport.sendSignal("SIGHUP");
        tck.runUntil("the child is over", child::isLost);
        tck.raises(ProcessLookupException.class, "", transport::terminate);
        tck.raises(ProcessLookupException.class, "", transport::kill);
        tck.raises(ProcessLookupException.class, "", () -> transport.sendSignal(1));
        Expect.same("status", -9, transport.getReturncode());
    }

    @Rule(id = "PROC-11", needs = Capability.PROCESSES)
    void closingKillsARunningChildAndNoOther(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        ChildRecorder running = new ChildRecorder(tck.log);
        SubprocessTransport transport =
                loop.runUntilComplete(loop.subprocessExec(() -> running, "sleep", "100")).transport();
        Expect.same("closing", false, transport.isClosing());
        transport.close();
        transport.close();
        Expect.same("closing", true, transport.isClosing());
        tck.runUntil("the child is over", running::isLost);
        Expect.same("status", -9, transport.getReturncode());
        transport.close();
        ChildRecorder ended = new ChildRecorder(tck.log);
        SubprocessTransport done =
                loop.runUntilComplete(loop.subprocessShell(() -> ended, "exit 4")).transport();
        Objects.requireNonNull(done.getExtraInfo(ExtraInfo.SUBPROCESS)).waitFor();
        done.close();
        tck.runUntil("the child is over", ended::isLost);
        Expect.same("status", 4, done.getReturncode());
    }

    @Rule(id = "PROC-12", needs = Capability.PROCESSES)
    void manyMayWaitAndCancellingAWaitDoesNotKill(RuleContext tck) throws Exception {
        tck.run(() -> {
            AsyncProcess process =
                    Asyncio.createSubprocessExec(ProcessOptions.INHERITED.stdin(Redirect.PIPE), "cat");
            List<Task<Integer>> waits = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waits.add(Asyncio.createTask(process::waitFor));
            }
            Asyncio.sleep(0);
            Asyncio.sleep(0);
            waits.get(0).cancel();
            Asyncio.sleep(0.01);
            Expect.same("cancelled", true, waits.get(0).cancelled());
            Expect.same("the child runs", null, process.returncode());
            Objects.requireNonNull(process.stdin()).close();
            Expect.same("the second", 0, waits.get(1).await());
            Expect.same("the third", 0, waits.get(2).await());
            Expect.same("afterwards", 0, process.waitFor());
        });
    }

    @Rule(id = "PROC-13", needs = Capability.PROCESSES)
    void waitEndsWhenThePipesHaveEnded(RuleContext tck) throws Exception {
        tck.run(() -> {
            AsyncProcess process = Asyncio.createSubprocessShell(
                    "(sleep 0.1; echo late) & exit 0", ProcessOptions.INHERITED.stdout(Redirect.PIPE));
            Expect.same("status", 0, process.waitFor());
            Expect.same("connectionLost was called", null, process.transport().getProtocol());
            Expect.that("the output has ended",
                    Objects.requireNonNull(process.transport().getPipeTransport(1)).isClosing());
            Expect.same(
                    "the output", "late\n",
                    new String(Objects.requireNonNull(process.stdout()).read(), StandardCharsets.UTF_8));
        });
    }

    @Rule(id = "PROC-18", needs = Capability.PROCESSES)
    void cancelledStartLeavesNoChild(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Future<?> cancelled = loop.subprocessExec(() -> new ChildRecorder(tck.log), "sleep", "4242");
        cancelled.cancel();
        Task<?> task = loop.createTask(() -> Asyncio.createSubprocessExec("sleep", "4242"));
        loop.callSoon(task::cancel);
        tck.runUntil("the task is over", task::done);
        tck.runUntil("no child is left", () -> ProcessHandle.current()
                .children()
                .noneMatch(child -> child.isAlive()
                        && List.of(child.info().arguments().orElse(new String[0])).contains("4242")));
        Expect.same("cancelled", true, cancelled.cancelled());
        // CPython connects the protocol all the same, and closes it before anybody knows the transport.
        tck.runFor(0.02);
        tck.runUntil("nothing was told, or also the end", () -> {
            List<String> events = tck.log.events();
            return events.isEmpty() || events.getLast().equals("lost");
        });
    }

    @Rule(id = "PROC-22", needs = Capability.PROCESSES)
    void exitAfterTheLoopWasClosedIsOnlyLogged(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.newLoop();
        ChildRecorder child = new ChildRecorder(tck.log);
        SubprocessTransport transport = loop.runUntilComplete(
                loop.subprocessExec(() -> child, List.of("sleep", "0.1"), ProcessOptions.INHERITED))
                .transport();
        long pid = transport.getPid();
        loop.close();
        tck.waitFor("the exit is logged", () -> !tck.logs().containing(Long.toString(pid)).isEmpty());
        tck.log.expect("made");
    }
}
