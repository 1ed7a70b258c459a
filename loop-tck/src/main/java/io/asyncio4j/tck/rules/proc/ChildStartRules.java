// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.proc;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.subprocess.AsyncProcess;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.subprocess.ProcessOutput;
import io.asyncio4j.subprocess.Redirect;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.ReadTransport;
import io.asyncio4j.transports.SubprocessTransport;
import io.asyncio4j.transports.WriteTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How children start, and what they start with. */
final class ChildStartRules {

    /** Runs a child at loop level to its end. */
    static ChildRecorder run(RuleContext tck, ProcessOptions options, String... command) throws Exception {
        ChildRecorder child = new ChildRecorder(tck.log);
        tck.loop().runUntilComplete(tck.loop().subprocessExec(() -> child, List.of(command), options));
        tck.runUntil("the child is over", child::isLost);
        return child;
    }

    @Rule(id = "PROC-01", needs = Capability.PROCESSES)
    void execUsesNoShellAndShellDoes(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        ChildRecorder plain = new ChildRecorder(tck.log);
        Future<?> made = loop.subprocessExec(() -> plain, "printf", "%s", "$((1+1)); *");
        made.addDoneCallback(done -> tck.log.add("caller"));
        tck.runUntil("the child is over", plain::isLost);
        Expect.same("what the program got", "$((1+1)); *", plain.text(1));
        Expect.same("the first event", "made", tck.log.events().getFirst());
        Expect.same("how often the caller went on", 1, tck.log.count("caller"));
        ChildRecorder shell = new ChildRecorder(tck.log);
        var connection = loop.runUntilComplete(loop.subprocessShell(() -> shell, "printf %s $((1+1)); printf x"));
        Expect.same("the protocol", shell, connection.protocol());
        tck.runUntil("the child is over", shell::isLost);
        Expect.same("what the shell made of it", "2x", shell.text(1));
    }

    @Rule(id = "PROC-02", needs = Capability.PROCESSES,
            note = "the types leave an empty command, nulls and the character 0")
    void whatIsNoCommandIsRefused(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        ChildRecorder child = new ChildRecorder(tck.log);
        tck.raises(
                IllegalArgumentException.class,
                "",
                () -> loop.subprocessExec(() -> child, List.of(), ProcessOptions.PIPES));
        tck.raises(
                IllegalArgumentException.class, "", () -> loop.subprocessExec(() -> child, "echo", "a\0b"));
        tck.raises(
                IllegalArgumentException.class,
                "stdin cannot be redirected",
                () -> ProcessOptions.PIPES.stdin(Redirect.STDOUT));
        tck.run(() -> {
            AsyncProcess process = Asyncio.createSubprocessExec("true");
            tck.raises(IllegalArgumentException.class, "no pipe", () -> process.communicate(new byte[1]));
            process.waitFor();
        });
        tck.runOnce();
        tck.log.expect();
    }

    @Rule(id = "PROC-03", needs = Capability.PROCESSES)
    void childThatCannotStartIsAnErrorOfTheSystem(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Path file = Files.createTempFile("tck", ".txt");
        try {
            List<Future<?>> failures = new ArrayList<>();
            failures.add(loop.subprocessExec(() -> new ChildRecorder(tck.log), "/there/is/no/such/program"));
            failures.add(loop.subprocessExec(() -> new ChildRecorder(tck.log), file.toString()));
            failures.add(loop.subprocessExec(
                    () -> new ChildRecorder(tck.log),
                    List.of("true"),
                    ProcessOptions.PIPES.directory(Path.of("/there/is/no/such/folder"))));
            failures.add(loop.subprocessExec(
                    () -> new ChildRecorder(tck.log), List.of("true"), ProcessOptions.PIPES.directory(file)));
            failures.add(loop.subprocessExec(
                    () -> new ChildRecorder(tck.log),
                    List.of("true"),
                    ProcessOptions.PIPES.stdin(Redirect.from(Path.of("/there/is/no/such/file")))));
            for (Future<?> failure : failures) {
                tck.raises(IOException.class, "", () -> loop.runUntilComplete(failure));
            }
        } finally {
            Files.delete(file);
        }
        tck.runTimes(3);
        tck.log.expect();
    }

    @Rule(id = "PROC-04", needs = Capability.PROCESSES)
    void pipesAreTheDefaultOfTheLoopAndInheritedStreamsOfTheCoroutineLevel(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        ChildRecorder child = new ChildRecorder(tck.log);
        SubprocessTransport transport =
                loop.runUntilComplete(loop.subprocessExec(() -> child, "true")).transport();
        for (int fd = 0; fd < 3; fd++) {
            Expect.that("stream " + fd + " is a pipe", transport.getPipeTransport(fd) != null);
        }
        tck.runUntil("the child is over", child::isLost);
        tck.run(() -> {
            AsyncProcess process = Asyncio.createSubprocessExec("true");
            Expect.same("stdin", null, process.stdin());
            Expect.same("stdout", null, process.stdout());
            Expect.same("stderr", null, process.stderr());
            Expect.same("the output", new ProcessOutput(null, null), process.communicate());
        });
    }

    @Rule(id = "PROC-05", needs = Capability.PROCESSES)
    void connectionMadeComesFirst(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        ChildRecorder child = new ChildRecorder(tck.log);
        Future<?> made = loop.subprocessShell(() -> child, "exec 0<&-; echo early");
        tck.step("the child is given time to end before the loop looks at it");
        tck.block(0.05);
        loop.runUntilComplete(made);
        tck.runUntil("the child is over", child::isLost);
        Expect.same("the first event", "made", tck.log.events().getFirst());
        Expect.same("its output", "early\n", child.text(1));
    }

    @Rule(id = "PROC-09", needs = Capability.PROCESSES)
    void transportsOfPipesAreGivenByNumber(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        ChildRecorder child = new ChildRecorder(tck.log);
        SubprocessTransport transport = loop.runUntilComplete(loop.subprocessExec(
                () -> child,
                List.of("/bin/sh", "-c", "echo to both; echo errors >&2"),
                ProcessOptions.PIPES.stderr(Redirect.STDOUT)))
                .transport();
        Expect.that("0 is written", transport.getPipeTransport(0) instanceof WriteTransport);
        Expect.that("1 is read", transport.getPipeTransport(1) instanceof ReadTransport);
        Expect.same("2 goes where 1 goes", null, transport.getPipeTransport(2));
        Expect.same("there is no 3", null, transport.getPipeTransport(3));
        Expect.that("the id", transport.getPid() > 0);
        Expect.same(
                "the process",
                transport.getPid(),
                Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.SUBPROCESS)).pid());
        tck.runUntil("the child is over", child::isLost);
        Expect.same("the output", "to both\nerrors\n", child.text(1));
        Expect.that("the transports are closed",
                Objects.requireNonNull(transport.getPipeTransport(0)).isClosing()
                        && Objects.requireNonNull(transport.getPipeTransport(1)).isClosing());
    }

    @Rule(id = "PROC-19", needs = Capability.PROCESSES)
    void childDoesNotInheritThePipesOfAnother(RuleContext tck) throws Exception {
        tck.run(() -> {
            ProcessOptions piped = ProcessOptions.INHERITED.stdin(Redirect.PIPE).stdout(Redirect.PIPE);
            AsyncProcess first = Asyncio.createSubprocessExec(piped, "cat");
            AsyncProcess second = Asyncio.createSubprocessExec(piped, "cat");
            Objects.requireNonNull(first.stdin()).close();
            Expect.same("the first ends with its input", 0, first.waitFor());
            Expect.same("the second runs", null, second.returncode());
            Expect.same("its status", 0, Integer.valueOf(end(second)));
        });
    }

    private static int end(AsyncProcess process) {
        Objects.requireNonNull(process.stdin()).close();
        return process.waitFor();
    }

    @Rule(id = "PROC-21", needs = Capability.PROCESSES)
    void childrenWorkOnAnyThread(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.newLoop();
        tck.thread("another", () -> loop.runUntilComplete(() -> {
            ProcessOptions options = ProcessOptions.INHERITED
                    .stdout(Redirect.PIPE)
                    .environment(Map.of("GREETING", "hello", "PATH", "/usr/bin:/bin"))
                    .directory(Path.of("/"));
            AsyncProcess process = Asyncio.createSubprocessShell("echo $GREETING in $PWD", options);
            byte[] output = Objects.requireNonNull(process.communicate().stdout());
            Expect.same("the output", "hello in /\n", new String(output, StandardCharsets.UTF_8));
            tck.log.add("ended with " + process.returncode());
        }))
                .join();
        loop.close();
        tck.log.expect("ended with 0");
    }
}
