// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.strm;

import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.rules.strm.StreamRig.Link;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writers: what they hand on, drain, waitClosed. */
final class WriterRules {

    /** Notes how something ended. */
    private static void note(RuleContext tck, String name, CoroutineAction action) {
        try {
            action.run();
            tck.log.add(name + " returns");
        } catch (Exception failure) {
            tck.log.add(name + " raises " + failure.getClass().getSimpleName());
        }
    }

    /** Starts tasks that drain, and sees them wait. */
    private static List<Task<?>> drains(RuleContext tck, StreamWriter writer, int count) throws Exception {
        List<Task<?>> tasks = new ArrayList<>();
        tck.run(() -> {
            for (int i = 0; i < count; i++) {
                tasks.add(tck.loop().createTask(() -> note(tck, "drain", writer::drain)));
            }
            Sleep.sleep(0);
        });
        return tasks;
    }

    private static void await(RuleContext tck, List<Task<?>> tasks) {
        tck.runUntil("all of drain is done", () -> tasks.stream().allMatch(Task::done));
    }

    @Rule(id = "STRM-21", needs = {Capability.TCP, Capability.TASKS, Capability.HALF_CLOSE})
    void writerHandsOnToTheTransport(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck)) {
            Link link = rig.open();
            StreamWriter writer = link.writer();
            Transport transport = writer.transport();
            CompletableFuture<byte[]> reading = link.peer().readingToEnd();
            tck.run(() -> {
                Expect.same("peername", transport.getExtraInfo("peername"), writer.getExtraInfo("peername"));
                Expect.same("peername by key", link.peer().address(), writer.getExtraInfo(ExtraInfo.PEERNAME));
                Expect.same("what is not there", "default", writer.getExtraInfo("nonsense", "default"));
                Expect.same("canWriteEof", transport.canWriteEof(), writer.canWriteEof());
                writer.write(TcpRig.bytes("a"));
                writer.writelines(List.of(TcpRig.bytes("bc"), TcpRig.bytes(""), TcpRig.bytes("def")));
                writer.writeEof();
                tck.raises(IllegalStateException.class, "", () -> writer.write(TcpRig.bytes("x")));
                tck.log.add("closing " + writer.isClosing() + ", " + transport.isClosing());
            });
            Expect.same("what the peer reads", "abcdef", FedReader.text(rig.tcp.await(reading)));
            tck.run(() -> {
                writer.close();
                tck.log.add("closing " + writer.isClosing() + ", " + transport.isClosing());
                writer.waitClosed();
            });
            tck.log.expect("closing false, false", "closing true, true");
        }
    }

    @Rule(id = "STRM-22", needs = {Capability.TCP, Capability.TASKS})
    void drainWaitsOnlyWhileTheTransportIsPaused(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck)) {
            Link link = rig.openFull();
            tck.step("paused");
            List<Task<?>> drain = drains(tck, link.writer(), 1);
            rig.tcp.settle();
            tck.log.add("the peer reads");
            CompletableFuture<byte[]> reading = link.peer().reading(TcpRig.tooMuch().length);
            await(tck, drain);
            rig.tcp.await(reading);
            tck.step("not paused");
            tck.run(() -> {
                tck.loop().callSoon(tck.log.adding("next iteration"));
                note(tck, "drain", link.writer()::drain);
                Sleep.sleep(0);
            });
            tck.log.expect("the peer reads", "drain returns", "drain returns", "next iteration");
        }
    }

    @Rule(id = "STRM-23", needs = {Capability.TCP, Capability.TASKS})
    void anyNumberOfTasksMayDrain(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck)) {
            Link link = rig.openFull();
            List<Task<?>> waiting = drains(tck, link.writer(), 3);
            List<Task<?>> impatient = drains(tck, link.writer(), 1);
            tck.run(() -> impatient.forEach(Task::cancel));
            rig.tcp.settle();
            tck.log.expect();
            CompletableFuture<byte[]> reading = link.peer().reading(TcpRig.tooMuch().length);
            await(tck, waiting);
            rig.tcp.await(reading);
            tck.log.expect("drain returns", "drain returns", "drain returns");
        }
    }

    @Rule(id = "STRM-24", needs = {Capability.TCP, Capability.TASKS})
    void drainThrowsHowTheConnectionWasLost(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck)) {
            Link broken = rig.open();
            rig.reset(broken);
            Link closed = rig.open();
            tck.run(() -> {
                for (int i = 0; i < 2; i++) {
                    Expect.same("what drain throws", broken.reader().exception(),
                            Expect.failure(IOException.class, broken.writer()::drain));
                }
                closed.writer().close();
                closed.writer().waitClosed();
                tck.raises(SocketException.class, "connection lost", closed.writer()::drain);
            });
        }
    }

    @Rule(id = "STRM-25", needs = {Capability.TCP, Capability.TASKS})
    void drainOnAClosingTransportLetsAnIterationPass(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck)) {
            Link link = rig.open();
            tck.run(() -> {
                link.writer().close();
                tck.loop().callSoon(tck.log.adding("next iteration"));
                note(tck, "drain", link.writer()::drain);
            });
            tck.log.expect("next iteration", "drain raises SocketException");
        }
    }

    @Rule(id = "STRM-26", needs = {Capability.TCP, Capability.TASKS})
    void drainIsReleasedWhenTheConnectionIsLost(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck)) {
            Link aborted = rig.openFull();
            List<Task<?>> released = drains(tck, aborted.writer(), 2);
            rig.tcp.act(aborted.writer().transport()::abort);
            await(tck, released);
            tck.log.expect("drain returns", "drain returns");
            Link broken = rig.openFull();
            List<@Nullable Throwable> thrown = new ArrayList<>();
            Task<?> failing = tck.call(() -> {
                Task<?> task = tck.loop().createTask(() -> {
                    thrown.add(Expect.failure(IOException.class, broken.writer()::drain));
                });
                Sleep.sleep(0);
                return task;
            });
            rig.reset(broken);
            await(tck, List.of(failing));
            Expect.same("what drain throws", List.of(broken.reader().exception()), thrown);
        }
    }

    @Rule(id = "STRM-27", needs = {Capability.TCP, Capability.TASKS})
    void waitClosedTellsTheEndAsOftenAsItIsAsked(RuleContext tck) throws Exception {
        try (StreamRig rig = new StreamRig(tck)) {
            Link closed = rig.open();
            closed.peer().send("unread");
            rig.tcp.settle();
            tck.run(() -> {
                Task<?> early = tck.loop().createTask(() -> note(tck, "early", closed.writer()::waitClosed));
                Task<?> impatient = tck.loop().createTask(() -> note(tck, "impatient", closed.writer()::waitClosed));
                Sleep.sleep(0);
                impatient.cancel();
                Sleep.sleep(0);
                tck.log.add("close");
                closed.writer().close();
                tck.await("all is closed", early::done);
                note(tck, "late", closed.writer()::waitClosed);
                note(tck, "late", closed.writer()::waitClosed);
            });
            tck.log.expect("close", "early returns", "late returns", "late returns");
            Link broken = rig.open();
            rig.reset(broken);
            tck.run(() -> {
                for (int i = 0; i < 2; i++) {
                    Expect.same("what waitClosed throws", broken.reader().exception(),
                            Expect.failure(IOException.class, broken.writer()::waitClosed));
                }
            });
        }
    }
}
