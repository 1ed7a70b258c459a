// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.fd;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.ChannelPair;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.net.TcpRig;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;

/** What watchers see, and who may be watched. */
final class WatchRules {

    @Rule(id = "FD-01", needs = Capability.READERS)
    void readerIsCalledInEachIterationUntilItIsRemoved(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (Pipes pipe = Pipes.open()) {
            int[] calls = {0};
            loop.addReader(pipe.source(), () -> calls[0]++);
            tck.runTimes(3);
            Expect.same("calls while there is nothing to read", 0, calls[0]);
            pipe.write("unread");
            tck.runUntil("the reader was called three times, with nothing read", () -> calls[0] >= 3);
            ByteBuffer buffer = ByteBuffer.allocate(10);
            Expect.same("bytes", 6, pipe.source().read(buffer));
            tck.runTimes(3);
            int after = calls[0];
            tck.runFor(0.02);
            Expect.same("calls after everything is read", after, calls[0]);
            pipe.write("more");
            tck.runUntil("the reader was called again", () -> calls[0] > after);
            Expect.same("whether there was a reader", true, loop.removeReader(pipe.source()));
            int last = calls[0];
            tck.runFor(0.02);
            Expect.same("calls after it was removed", last, calls[0]);
        }
    }

    @Rule(id = "FD-02", needs = Capability.READERS)
    void writerIsIndependentOfTheReader(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (ChannelPair pair = ChannelPair.open()) {
            int[] writes = {0};
            int[] reads = {0};
            loop.addReader(pair.near(), () -> reads[0]++);
            loop.addWriter(pair.near(), () -> writes[0]++);
            tck.runUntil("the writer was called twice", () -> writes[0] >= 2);
            Expect.same("calls of the reader", 0, reads[0]);
            pair.far().write(ByteBuffer.wrap(new byte[1]));
            tck.runUntil("the reader was called as well", () -> reads[0] >= 1);
            Expect.same("whether there was a writer", true, loop.removeWriter(pair.near()));
            int last = writes[0];
            int before = reads[0];
            tck.runUntil("the reader goes on", () -> reads[0] >= before + 2);
            Expect.same("calls of the writer after it was removed", last, writes[0]);
            Expect.same("whether there was a reader", true, loop.removeReader(pair.near()));
            Expect.same("whether there still was a writer", false, loop.removeWriter(pair.near()));
        }
    }

    @Rule(id = "FD-03", needs = Capability.READERS)
    void secondReaderTakesThePlaceOfTheFirst(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (Pipes one = Pipes.open();
                Pipes two = Pipes.open()) {
            one.write("x");
            two.write("x");
            tck.step("both are ready at once: whichever is first replaces the other's reader");
            loop.addReader(one.source(), () -> replace(tck, one, two));
            loop.addReader(two.source(), () -> replace(tck, two, one));
            tck.runUntil("the new reader was called", () -> tck.log.count("new") > 0);
            tck.runTimes(3);
            tck.log.expect("old", "new");
        }
    }

    private static void replace(RuleContext tck, Pipes own, Pipes other) {
        AbstractEventLoop loop = tck.loop();
        tck.log.add("old");
        loop.removeReader(own.source());
        loop.addReader(other.source(), () -> {
            tck.log.add("new");
            loop.removeReader(other.source());
        });
    }

    @Rule(id = "FD-04", needs = Capability.READERS)
    void removingTellsWhetherThereWasOneAndDropsQueuedEvents(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (Pipes one = Pipes.open();
                Pipes two = Pipes.open()) {
            Expect.same("a reader that never was", false, loop.removeReader(one.source()));
            Expect.same("a writer that never was", false, loop.removeWriter(one.sink()));
            one.write("x");
            two.write("x");
            Runnable first = () -> {
                tck.log.add("first");
                Expect.same("the first reader", true, loop.removeReader(one.source()));
                Expect.same("the second reader", true, loop.removeReader(two.source()));
                Expect.same("the second reader, once more", false, loop.removeReader(two.source()));
            };
            loop.addReader(one.source(), first);
            loop.addReader(two.source(), first);
            tck.runUntil("one of the two was called", () -> tck.log.count("first") > 0);
            tck.runTimes(3);
            loop.addWriter(one.sink(), () -> {
                tck.log.add("writer");
                Expect.same("the writer", true, loop.removeWriter(one.sink()));
            });
            tck.runUntil("the writer was called", () -> tck.log.count("writer") > 0);
            tck.runTimes(3);
            Expect.same("the writer, once more", false, loop.removeWriter(one.sink()));
            tck.log.expect("first", "writer");
        }
    }

    @Rule(id = "FD-06", needs = Capability.READERS)
    void whatCannotBePolledIsRefused(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        Runnable never = tck.log.adding("called");
        try (Pipes pipe = Pipes.open();
                SocketChannel blocking = SocketChannel.open()) {
            tck.raises(IllegalArgumentException.class, "", () -> loop.addReader(blocking, never));
            tck.raises(IllegalArgumentException.class, "", () -> loop.addWriter(blocking, never));
            tck.raises(IllegalArgumentException.class, "", () -> loop.addReader(pipe.sink(), never));
            tck.raises(IllegalArgumentException.class, "", () -> loop.addWriter(pipe.source(), never));
            pipe.source().close();
            tck.raises(IllegalArgumentException.class, "", () -> loop.addReader(pipe.source(), never));
        }
        tck.runOnce();
        tck.log.expect();
    }

    @Rule(id = "FD-07", needs = {Capability.READERS, Capability.SOCKET_ADOPTION, Capability.TCP})
    void channelOfATransportIsRefusedByAllFour(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (TcpRig rig = new TcpRig(tck)) {
            RawListener listener = rig.listener();
            SocketChannel channel = rig.closing(SocketChannel.open(listener.address()));
            rig.closing(listener.accept());
            rig.run(loop.createConnection(() -> rig.protocol(), ConnectOptions.on(channel)));
            Runnable never = tck.log.adding("called");
            tck.raises(IllegalStateException.class, "transport", () -> loop.addReader(channel, never));
            tck.raises(IllegalStateException.class, "transport", () -> loop.addWriter(channel, never));
            tck.raises(IllegalStateException.class, "transport", () -> loop.removeReader(channel));
            tck.raises(IllegalStateException.class, "transport", () -> loop.removeWriter(channel));
        }
        tck.log.expect("made", "lost:null");
    }
}
