// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.faults;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.events.Server;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.Turns;
import io.asyncio4j.netty.poll.MovableIoEventLoop;
import io.asyncio4j.netty.poll.OpenDescriptors;
import io.asyncio4j.tck.harness.net.FaultProxy;
import io.asyncio4j.tck.harness.net.FaultProxy.Way;
import io.asyncio4j.tck.harness.net.TcpRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A client and a server of one loop with a bad network between them: whatever it does, bytes come whole and in order, each
 * connection ends once and as documented, the loop goes on, and nothing is left.
 */
@Timeout(60)
@ParameterizedClass
@MethodSource("rows")
class NetworkFaultTest {

    /** More than the buffers on the way take. */
    private static final int MUCH = 12_000_000;

    @Parameter(0)
    IoKind kind;

    @Parameter(1)
    Wire wire;

    @TempDir
    Path folder;

    private NettyEventLoop loop;
    private Map<String, Integer> descriptors;
    private int registrations;
    private Server server;
    private FaultProxy proxy;
    private final List<End> accepted = new ArrayList<>();

    static Stream<Arguments> rows() {
        return Stream.of(IoKind.NIO, IoKind.EPOLL, IoKind.IO_URING)
                .flatMap(kind -> Stream.of(Wire.values()).map(wire -> Arguments.of(kind, wire)));
    }

    @BeforeEach
    void open() throws Exception {
        assumeTrue(kind.isAvailable(), () -> kind + " is not available here");
        // What is opened once and kept, by the JDK and by TLS, is opened before descriptors are counted.
        start();
        End client = connect();
        client.transport().close();
        until(() -> client.isLost() && accepted.getFirst().isLost());
        finish();
        accepted.clear();
        descriptors = OpenDescriptors.byKind();
        start();
    }

    private void start() throws Exception {
        loop = NettyEventLoop.create(kind);
        registrations = registrations();
        server = wire.serve(loop, () -> {
            End end = new End();
            accepted.add(end);
            return end;
        }, folder);
        proxy = wire.proxy(server, folder);
    }

    private void finish() throws Exception {
        server.close();
        loop.runUntilComplete(server.waitClosed());
        proxy.close();
        until(() -> registrations() == registrations);
        loop.close();
        Files.deleteIfExists(folder.resolve("proxy"));
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (loop != null) {
            finish();
            assertEquals(descriptors, OpenDescriptors.byKind());
        }
    }

    private int registrations() {
        return ((MovableIoEventLoop) loop.eventLoop()).registrations();
    }

    private End connect() throws Exception {
        int before = accepted.size();
        End client = loop.runUntilComplete(wire.connect(loop, End::new, proxy, folder)).protocol();
        until(() -> accepted.size() > before && accepted.getLast().isMade());
        return client;
    }

    private void until(BooleanSupplier condition) {
        Turns.until(loop, condition);
    }

    private void untilLost(End... ends) {
        until(() -> Stream.of(ends).allMatch(End::isLost));
    }

    private String eof(boolean saidSo) {
        return wire != Wire.TLS ? "eof" : saidSo ? "eof, said" : "eof, not said";
    }

    private static void assertPrefix(byte[] all, byte[] seen) {
        assertTrue(seen.length <= all.length, () -> seen.length + " bytes of " + all.length);
        assertArrayEquals(Arrays.copyOf(all, seen.length), seen);
    }

    /** Sends bytes to a server that echoes them, and ends in order. */
    private void talk(byte[] data) throws Exception {
        End client = connect();
        End served = accepted.getLast();
        served.echo = true;
        client.transport().write(data);
        until(() -> client.data.size() >= data.length);
        client.transport().close();
        untilLost(client, served);
        assertArrayEquals(data, served.data.toByteArray());
        assertArrayEquals(data, client.data.toByteArray());
        assertEquals(List.of("made", eof(true), "lost"), without(served, "pause", "resume"));
    }

    private static List<String> without(End end, String... events) {
        return end.log.stream().filter(event -> !List.of(events).contains(event)).toList();
    }

    @Test
    void streamIsTheSameOneByteAtATime() throws Exception {
        proxy.slice(Way.TO_TARGET, 1).slice(Way.FROM_TARGET, 1);
        talk(TcpRig.pattern(3000));
    }

    @Test
    void streamIsTheSameWhenEachPartIsLate() throws Exception {
        proxy.latency(Way.TO_TARGET, 2).latency(Way.FROM_TARGET, 5).slice(Way.TO_TARGET, 4000);
        talk(TcpRig.pattern(200_000));
    }

    @Test
    void stalledPeerPausesTheWriterAndNobodyElse() throws Exception {
        byte[] much = TcpRig.pattern(MUCH);
        End client = connect();
        End served = accepted.getLast();
        proxy.stall(Way.TO_TARGET, true);
        client.transport().write(much);
        assertEquals(List.of("made", "pause"), client.log);
        int[] turns = {0};
        until(() -> ++turns[0] > 50);
        assertEquals(0, served.data.size());
        assertTrue(client.transport().getWriteBufferSize() > 0);
        served.transport().write(new byte[] {1, 2, 3});
        until(() -> client.data.size() == 3);
        proxy.stall(Way.TO_TARGET, false);
        until(() -> served.data.size() == MUCH && client.transport().getWriteBufferSize() == 0);
        assertArrayEquals(much, served.data.toByteArray());
        client.transport().close();
        untilLost(client, served);
        assertEquals(List.of("made", "pause", "resume"), client.log.subList(0, 3));
        assertEquals(List.of("made", eof(true), "lost"), served.log);
    }

    @Test
    void closeOfAStalledConnectionWaitsUntilAllIsSent() throws Exception {
        byte[] much = TcpRig.pattern(MUCH);
        End client = connect();
        End served = accepted.getLast();
        proxy.stall(Way.TO_TARGET, true);
        client.transport().write(much);
        client.transport().close();
        int[] turns = {0};
        until(() -> ++turns[0] > 50);
        assertFalse(client.isLost());
        proxy.stall(Way.TO_TARGET, false);
        untilLost(client, served);
        assertArrayEquals(much, served.data.toByteArray());
        assertEquals("lost", client.log.getLast());
        assertEquals(List.of("made", eof(true), "lost"), served.log);
    }

    @Test
    void abortEndsAStalledConnectionAtOnce() throws Exception {
        End client = connect();
        End served = accepted.getLast();
        proxy.stall(Way.TO_TARGET, true);
        client.transport().write(new byte[MUCH]);
        client.transport().close();
        client.transport().abort();
        untilLost(client);
        assertEquals("lost", client.log.getLast());
        assertFalse(served.isLost());
        proxy.close();
        untilLost(served);
    }

    @RepeatedTest(3)
    void resetLosesBothEndsWithAnError() throws Exception {
        byte[] much = TcpRig.pattern(MUCH);
        End client = connect();
        End served = accepted.getLast();
        proxy.resetAfter(Way.TO_TARGET, 1_000_000);
        client.transport().write(much);
        untilLost(client, served);
        assertPrefix(much, served.data.toByteArray());
        assertEquals("lost by an error", client.log.getLast(), () -> client.log.toString());
        // A unix socket tells of a reset only who has sent what was not read.
        assertEquals(
                wire == Wire.UNIX ? List.of("made", "eof", "lost") : List.of("made", "lost by an error"), served.log);
    }

    @Test
    void halfClosedWayLeavesTheOtherOne() throws Exception {
        byte[] much = TcpRig.pattern(MUCH);
        End client = connect();
        End served = accepted.getLast();
        served.atEof = transport -> {
            transport.write(much);
            transport.close();
            return true;
        };
        client.transport().write(new byte[] {1, 2, 3});
        until(() -> served.data.size() == 3);
        proxy.halfClose(Way.TO_TARGET);
        untilLost(client, served);
        assertEquals(List.of("made", eof(false), "lost"), without(served, "pause", "resume"));
        assertEquals(List.of("made", eof(true), "lost"), client.log);
        assertArrayEquals(much, client.data.toByteArray());
    }

    @Test
    void truncatedStreamEndsWhereItWasCut() throws Exception {
        int cut = 70_000;
        byte[] data = TcpRig.pattern(100_000);
        End client = connect();
        End served = accepted.getLast();
        proxy.truncate(Way.TO_TARGET, cut);
        client.transport().write(data);
        untilLost(client, served);
        assertPrefix(data, served.data.toByteArray());
        // TLS delivers whole records only, and the reader can tell that the peer has not said that this is all.
        assertTrue(wire == Wire.TLS ? served.data.size() < cut : served.data.size() == cut);
        assertEquals(List.of("made", eof(false), "lost"), served.log);
    }

    @Test
    void targetThatIsGoneIsAnEnd() throws Exception {
        server.close();
        try {
            End client = loop.runUntilComplete(wire.connect(loop, End::new, proxy, folder)).protocol();
            untilLost(client);
        } catch (IOException refused) {
            assertEquals(Wire.TLS, wire);
        }
    }
}
