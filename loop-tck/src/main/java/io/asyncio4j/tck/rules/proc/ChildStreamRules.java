// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.proc;

import io.asyncio4j.Asyncio;
import io.asyncio4j.subprocess.AsyncProcess;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.subprocess.ProcessOutput;
import io.asyncio4j.subprocess.Redirect;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.ReadTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Streams of children. */
final class ChildStreamRules {

    private static final ProcessOptions ALL_PIPED = ProcessOptions.PIPES;

    @Rule(id = "PROC-14", needs = Capability.PROCESSES)
    void communicateFeedsReadsAndWaits(RuleContext tck) throws Exception {
        tck.run(() -> {
            byte[] data = TcpRig.pattern(1_000_000);
            AsyncProcess cat = Asyncio.createSubprocessShell("cat; echo done >&2", ALL_PIPED);
            ProcessOutput echoed = cat.communicate(data);
            Expect.bytes("stdout", data, Objects.requireNonNull(echoed.stdout()));
            Expect.same("stderr", "done\n", text(echoed.stderr()));
            Expect.same("status", 0, cat.returncode());
            tck.step("without input, standard input is closed");
            Expect.same("stdout", "", text(Asyncio.createSubprocessExec(ALL_PIPED, "cat").communicate().stdout()));
            tck.step("a child that does not read its input is no error");
            AsyncProcess deaf = Asyncio.createSubprocessExec(ALL_PIPED, "true");
            Expect.same("stdout", "", text(deaf.communicate(data).stdout()));
            tck.step("null for what is not piped");
            AsyncProcess half = Asyncio.createSubprocessExec(
                    ProcessOptions.INHERITED.stdin(Redirect.DEVNULL).stdout(Redirect.PIPE).stderr(Redirect.DEVNULL),
                    "/bin/sh", "-c", "cat; echo only; echo nothing >&2");
            ProcessOutput output = half.communicate();
            Expect.same("stdout", "only\n", text(output.stdout()));
            Expect.same("stderr", null, output.stderr());
        });
    }

    private static String text(byte @Nullable [] bytes) {
        return new String(Objects.requireNonNull(bytes, "there is no output"), StandardCharsets.UTF_8);
    }

    @Rule(id = "PROC-15", needs = Capability.PROCESSES)
    void drainTellsThatTheChildHasGone(RuleContext tck) throws Exception {
        tck.run(() -> {
            AsyncProcess process =
                    Asyncio.createSubprocessExec(ProcessOptions.INHERITED.stdin(Redirect.PIPE), "true");
            var stdin = Objects.requireNonNull(process.stdin());
            byte[] chunk = new byte[65536];
            tck.raises(IOException.class, "", () -> {
                for (int i = 0; i < 1000; i++) {
                    stdin.write(chunk);
                    stdin.drain();
                }
            });
            Expect.same("status", 0, process.waitFor());
        });
    }

    @Rule(id = "PROC-16", needs = Capability.PROCESSES)
    void outputIsNotLostWhenTheChildEndsBeforeItIsRead(RuleContext tck) throws Exception {
        tck.run(() -> {
            AsyncProcess process = Asyncio.createSubprocessShell(
                    "printf 'kept by the pipe'", ProcessOptions.INHERITED.stdout(Redirect.PIPE));
            Objects.requireNonNull(process.transport().getExtraInfo(ExtraInfo.SUBPROCESS)).waitFor();
            Asyncio.sleep(0.02);
            Expect.same("stdout", "kept by the pipe", text(Objects.requireNonNull(process.stdout()).read()));
            Expect.same("status", 0, process.waitFor());
        });
    }

    @Rule(id = "PROC-17", needs = Capability.PROCESSES)
    void unreadOutputPausesThePipe(RuleContext tck) throws Exception {
        tck.run(() -> {
            int size = 1_000_000;
            AsyncProcess process = Asyncio.createSubprocessExec(
                    ProcessOptions.INHERITED.stdout(Redirect.PIPE),
                    1000,
                    List.of("head", "-c", Integer.toString(size), "/dev/zero"));
            ReadTransport pipe = (ReadTransport) Objects.requireNonNull(process.transport().getPipeTransport(1));
            tck.await("the pipe is paused", () -> !pipe.isReading());
            Asyncio.sleep(0.02);
            Expect.same("the child waits", null, process.returncode());
            Expect.same("stdout", size, Objects.requireNonNull(process.stdout()).read().length);
            Expect.same("status", 0, process.waitFor());
        });
    }
}
