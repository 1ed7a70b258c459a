// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.sf;

import io.asyncio4j.net.SendfileOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.tck.harness.net.LoopSteps.Where;
import io.asyncio4j.tck.harness.net.UdpRig;
import io.asyncio4j.transports.DatagramTransport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** sendfile, where the system copies. */
final class SendfileRules {

    private static final byte[] DATA = TcpRig.pattern(300_000);

    @Rule(id = "SF-01", needs = {Capability.TCP, Capability.SENDFILE})
    void wholeFileIsSentWhateverItsPosition(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck)) {
            FileChannel file = files.file(DATA);
            file.position(100);
            Expect.same("bytes sent", (long) DATA.length,
                    files.rig.run(files.rig.call(() -> tck.loop().sendfile(files.transport, file))));
            Expect.same("position of the file", (long) DATA.length, file.position());
            Expect.same("whether the file is open", true, file.isOpen());
            Expect.bytes("what the peer reads", DATA, files.rig.await(files.peer.reading(DATA.length)));
            tck.log.expect("made");
        }
    }

    @Rule(id = "SF-02", needs = {Capability.TCP, Capability.SENDFILE})
    void offsetAndCountSelectAPart(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck)) {
            FileChannel file = files.file(DATA);
            SendfileOptions all = SendfileOptions.ALL;
            part(tck, files, file, all.offset(1000).count(2000), 1000, 2000);
            part(tck, files, file, all.count(7), 0, 7);
            part(tck, files, file, all.offset(DATA.length - 5), DATA.length - 5, 5);
            part(tck, files, file, all.offset(DATA.length - 5).count(100), DATA.length - 5, 5);
            part(tck, files, file, all.offset(DATA.length), DATA.length, 0);
            part(tck, files, file, all.offset(DATA.length + 1000).count(10), DATA.length, 0);
            part(tck, files, files.file(new byte[0]), all, 0, 0);
            tck.log.expect("made");
        }
    }

    private static void part(
            RuleContext tck, FileRig files, FileChannel file, SendfileOptions options, int from, int length)
            throws Exception {
        Expect.same("bytes sent with " + options, (long) length,
                files.rig.run(files.rig.call(() -> tck.loop().sendfile(files.transport, file, options))));
        Expect.bytes("what the peer reads", Arrays.copyOfRange(DATA, from, from + length),
                files.rig.await(files.peer.reading(length)));
    }

    @Rule(id = "SF-03", needs = {Capability.TCP, Capability.SENDFILE})
    void positionIsBehindWhatWasSent(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck)) {
            FileChannel file = files.file(DATA);
            file.position(5);
            part(tck, files, file, SendfileOptions.ALL.offset(1000).count(2000), 1000, 2000);
            Expect.same("position after a part", 3000L, file.position());
            part(tck, files, file, SendfileOptions.ALL.offset(DATA.length), DATA.length, 0);
            Expect.same("position after nothing", (long) DATA.length, file.position());
            tck.step("fail in the middle");
            FileChannel large = files.file(TcpRig.tooMuch());
            large.position(5);
            Future<Long> sending = files.rig.call(
                    () -> tck.loop().sendfile(files.transport, large, SendfileOptions.ALL.offset(10)));
            files.rig.await(files.peer.reading(1024));
            files.rig.act(files.transport::abort);
            files.rig.failure(IOException.class, () -> sending);
            Expect.that("the position tells how much was sent: " + large.position(),
                    large.position() >= 1034 && large.position() < large.size());
        }
    }

    @Rule(
            id = "SF-04",
            needs = {Capability.TCP, Capability.SENDFILE},
            note = "Files are binary here, and numbers are numbers.")
    void numbersThatMeanNothingAreRefused(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck)) {
            Expect.failure(IllegalArgumentException.class, () -> SendfileOptions.ALL.offset(-1));
            Expect.failure(IllegalArgumentException.class, () -> SendfileOptions.ALL.count(0));
            Expect.failure(IllegalArgumentException.class, () -> SendfileOptions.ALL.count(-1));
            tck.log.expect("made");
        }
    }

    @Rule(id = "SF-05", needs = {Capability.TCP, Capability.SENDFILE})
    void closingTransportIsRefused(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck)) {
            FileChannel file = files.file(DATA);
            IllegalStateException error = files.rig.failure(IllegalStateException.class, () -> {
                files.transport.close();
                return tck.loop().sendfile(files.transport, file);
            });
            Expect.text(error, "is closing");
            Expect.same("what the peer reads", "", files.rig.readToEnd(files.peer));
            Expect.same("position of the file", 0L, file.position());
        }
    }

    @Rule(id = "SF-06", needs = {Capability.TCP, Capability.SENDFILE, Capability.UDP})
    void transportOfAnotherKindIsRefused(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck); UdpRig udp = new UdpRig(tck)) {
            FileChannel file = files.file(DATA);
            DatagramTransport datagrams = udp.connected(udp.protocol(), udp.peer());
            IllegalStateException error = files.rig.failure(IllegalStateException.class,
                    () -> tck.loop().sendfile(datagrams, file));
            Expect.text(error, "not supported");
        }
    }

    @Rule(id = "SF-07", needs = {Capability.TCP, Capability.SENDFILE})
    void fileKeepsItsPlaceAmongOtherBytes(RuleContext tck) throws Exception {
        for (Where where : Where.values()) {
            try (FileRig files = new FileRig(tck)) {
                FileChannel file = files.file(DATA);
                byte[] before = TcpRig.tooMuch();
                Future<?>[] sending = new Future<?>[1];
                files.rig.act(where, () -> {
                    files.transport.write(before);
                    sending[0] = tck.loop().sendfile(files.transport, file);
                });
                var reading = files.peer.reading(before.length + DATA.length + 5);
                Expect.same("bytes sent", (long) DATA.length, files.rig.run(sending[0]));
                files.rig.act(where, () -> files.transport.write(TcpRig.bytes("after")));
                byte[] all = files.rig.await(reading);
                Expect.bytes("before", before, Arrays.copyOf(all, before.length));
                Expect.bytes("the file", DATA,
                        Arrays.copyOfRange(all, before.length, before.length + DATA.length));
                Expect.bytes("after", TcpRig.bytes("after"),
                        Arrays.copyOfRange(all, before.length + DATA.length, all.length));
            }
        }
    }

    @Rule(id = "SF-08", needs = {Capability.TCP, Capability.SENDFILE})
    void writesMeanwhileAreRefused(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck)) {
            FileChannel file = files.file(TcpRig.tooMuch());
            Future<Long> sending = files.rig.call(() -> tck.loop().sendfile(files.transport, file));
            files.rig.act(() -> refused(files));
            files.rig.settle();
            files.rig.act(() -> refused(files));
            Expect.same("whether it is done", false, sending.done());
            var reading = files.peer.reading(TcpRig.tooMuch().length + 5);
            files.rig.run(sending);
            files.rig.act(() -> files.transport.write(TcpRig.bytes("after")));
            Expect.same("bytes read", TcpRig.tooMuch().length + 5, files.rig.await(reading).length);
        }
    }

    private static void refused(FileRig files) {
        IllegalStateException error = Expect.failure(
                IllegalStateException.class, () -> files.transport.write(TcpRig.bytes("x")));
        Expect.text(error, "sendfile is in progress");
        Expect.failure(IllegalStateException.class,
                () -> files.transport.writelines(java.util.List.of(TcpRig.bytes("x"))));
    }

    @Rule(
            id = "SF-09",
            needs = {Capability.TCP, Capability.SENDFILE},
            note = "Any exception refuses it; CPython's is a KeyError.")
    void secondFileIsRefusedAndTheFirstGoesOn(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck)) {
            FileChannel file = files.file(TcpRig.tooMuch());
            FileChannel other = files.file(DATA);
            Future<Long> sending = files.rig.call(() -> tck.loop().sendfile(files.transport, file));
            Exception first = files.rig.failure(Exception.class, () -> tck.loop().sendfile(files.transport, other));
            files.rig.settle();
            Exception second = files.rig.failure(Exception.class, () -> tck.loop().sendfile(files.transport, other));
            tck.outcomes.saw(!(first instanceof IllegalStateException && second instanceof IllegalStateException),
                    first.getClass().getSimpleName(), "IllegalStateException");
            var reading = files.peer.reading(TcpRig.tooMuch().length);
            Expect.same("bytes sent", (long) TcpRig.tooMuch().length, files.rig.run(sending));
            Expect.bytes("what the peer reads", TcpRig.tooMuch(), files.rig.await(reading));
        }
    }

    @Rule(id = "SF-12", needs = {Capability.TCP, Capability.SENDFILE})
    void readingRestsMeanwhile(RuleContext tck) throws Exception {
        for (boolean wasReading : new boolean[] {true, false}) {
            try (FileRig files = new FileRig(tck)) {
                FileChannel file = files.file(TcpRig.tooMuch());
                if (!wasReading) {
                    files.rig.act(files.transport::pauseReading);
                }
                Future<Long> sending = files.rig.call(() -> tck.loop().sendfile(files.transport, file));
                files.peer.send("hello");
                files.rig.settle();
                Expect.same("isReading meanwhile", false, files.transport.isReading());
                tck.log.expect("made");
                var reading = files.peer.reading(TcpRig.tooMuch().length);
                files.rig.run(sending);
                files.rig.await(reading);
                Expect.same("isReading afterwards", wasReading, files.transport.isReading());
                files.rig.settle();
                if (wasReading) {
                    tck.log.expect("made", "data:hello");
                } else {
                    tck.log.expect("made");
                }
            }
            tck.log.clear();
        }
    }

    @Rule(id = "SF-15", needs = {Capability.TCP, Capability.SENDFILE})
    void peerThatClosesMidwayIsAnErrorOfTheConnection(RuleContext tck) throws Exception {
        try (FileRig files = new FileRig(tck)) {
            FileChannel file = files.file(TcpRig.tooMuch());
            files.rig.failure(IOException.class, () -> {
                Future<Long> sending = tck.loop().sendfile(files.transport, file);
                files.rig.beside(() -> {
                    files.peer.reading(1024).get();
                    files.peer.reset();
                    return null;
                });
                return sending;
            });
            Expect.that("the position tells how much was sent: " + file.position(),
                    file.position() >= 1024 && file.position() < file.size());
            tck.runUntil("the transport is closing", files.transport::isClosing);
            files.rig.untilLost(files.protocol);
            // Sending took the error off the socket: reading may then find nothing but the end.
            boolean end = tck.log.count("eof") > 0;
            tck.outcomes.saw(end, "the protocol sees an end of input", "the protocol sees the error");
            if (end) {
                tck.log.expect("made", "eof", "lost:null");
            } else {
                tck.log.expect("made", "lost:IOException");
            }
        }
    }
}
