// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.channel.LoopBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of datagrams that go together as one message, before a scripted socket. */
@Timeout(60)
class DatagramRunsTest {

    private static final SocketAddress ONE = new InetSocketAddress("127.0.0.1", 1);
    private static final SocketAddress OTHER = new InetSocketAddress("127.0.0.1", 2);

    private record Run(ByteBuf data, int size) {}

    /** Cuts runs up, as EPOLL does; a direct way is only for empty ones. */
    private final class Cutting implements DatagramSender {
        @Override
        public boolean isDirect() {
            return forgetsEmpty;
        }

        @Override
        public boolean gathers() {
            return true;
        }

        @Override
        public boolean sendsEmpty() {
            return !forgetsEmpty;
        }

        @Override
        public boolean send(byte[] data, int offset, int length, @Nullable SocketAddress target) {
            return false;
        }

        @Override
        public Object message(ByteBuf data, @Nullable SocketAddress target) {
            return data;
        }

        @Override
        public boolean segments() {
            return true;
        }

        @Override
        public Object segmented(ByteBuf data, int size, @Nullable SocketAddress target) {
            return new Run(data, size);
        }
    }

    private final List<String> log = new ArrayList<>();
    private final List<ChannelPromise> stuck = new ArrayList<>();
    private @Nullable Throwable refusal;
    private boolean full;
    private boolean forgetsEmpty;

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ByteBuf data = message instanceof Run run ? run.data : (ByteBuf) message;
            String text = data.toString(StandardCharsets.US_ASCII);
            data.release();
            if (!(message instanceof Run run)) {
                log.add("'" + text + "'");
                finish(promise);
            } else if (refusal != null) {
                log.add("refused " + text);
                promise.setFailure(refusal);
            } else {
                log.add(text + " by " + run.size);
                finish(promise);
            }
        }

        private void finish(ChannelPromise promise) {
            if (full) {
                stuck.add(promise);
            } else {
                promise.setSuccess();
            }
        }
    });

    private final DatagramOutbound out = outbound();

    private DatagramOutbound outbound() {
        LoopBuffers buffers = mock();
        when(buffers.toSend(any(), anyInt())).thenAnswer(call -> Unpooled.buffer(call.getArgument(1)));
        ChannelLoop home = mock();
        when(home.buffers()).thenReturn(buffers);
        return new DatagramOutbound(
                new DatagramOutbound.Owner() {
                    @Override
                    public void progressed() {
                        // The test flushes.
                    }

                    @Override
                    public void sendFailed(Throwable cause, @Nullable SocketAddress target) {
                        log.add("error for " + (target == ONE ? "one" : target));
                    }
                },
                home, channel, new Cutting());
    }

    @BeforeAll
    static void loadTheErrorsOfTheSystem() {
        Epoll.ensureAvailability();
    }

    @AfterEach
    void nothingIsLeft() {
        assertEquals(0, out.size());
        channel.finishAndReleaseAll();
    }

    private void send(SocketAddress target, String... texts) {
        for (String text : texts) {
            out.append(text.getBytes(StandardCharsets.US_ASCII), target);
        }
    }

    @Test
    void equalOnesToOneAddressGoTogether() {
        send(ONE, "a1", "a2", "a3", "a4", "a5", "long", "b1", "b2", "b3", "c1", "c2", "c3", "c4");
        send(OTHER, "d1", "d2", "d3", "d4", "", "", "", "");
        out.flush();
        assertEquals(
                List.of("a1a2a3a4a5 by 2", "'long'", "b1b2b3c1c2c3c4 by 2", "d1d2d3d4 by 2", "''", "''", "''", "''"),
                log);
    }

    @Test
    void fewGoAsEver() {
        send(ONE, "a1", "a2", "a3");
        send(OTHER, "b1", "b2", "b3");
        out.flush();
        assertEquals(List.of("'a1'", "'a2'", "'a3'", "'b1'", "'b2'", "'b3'"), log);
    }

    @Test
    void runsAreBoundedByNumberAndBytes() {
        for (int i = 0; i < 70; i++) {
            out.append(new byte[] {'x'}, ONE);
        }
        for (int i = 0; i < 8; i++) {
            out.append(new byte[16_000], ONE);
        }
        out.flush();
        assertEquals(
                List.of("64 by 1", "6 by 1", "64000 by 16000", "64000 by 16000"),
                log.stream().map(entry -> entry.indexOf(' ') + entry.substring(entry.indexOf(' '))).toList());
    }

    @Test
    void refusedOnesGoOneByOneAndInOrder() {
        refusal = new NativeIoException("sendmmsg", -5);
        send(ONE, "a1", "a2", "a3", "a4");
        send(OTHER, "b1");
        out.flush();
        assertEquals(List.of("refused a1a2a3a4", "'a1'", "'a2'", "'a3'", "'a4'", "'b1'"), log);
        log.clear();
        refusal = null;
        send(ONE, "a1", "a2", "a3", "a4");
        out.flush();
        assertEquals(List.of("a1a2a3a4 by 2"), log);
    }

    @Test
    void whoAlwaysRefusesIsNotAskedForEver() {
        refusal = new NativeIoException("sendmmsg", -22);
        for (int i = 0; i < 6; i++) {
            send(ONE, "a1", "a2", "a3", "a4");
            out.flush();
        }
        assertEquals(4, log.stream().filter("refused a1a2a3a4"::equals).count());
        assertEquals(24, log.stream().filter(entry -> entry.startsWith("'")).count());
    }

    @Test
    void anErrorThatWaitedAtTheSocketCostsOneDatagram() {
        for (IOException old : List.of(new NativeIoException("sendmmsg", -111),
                new IOException("Connection refused"))) {
            log.clear();
            refusal = old;
            send(ONE, "a1", "a2", "a3", "a4", "a5");
            out.flush();
            assertEquals(
                    List.of("refused a1a2a3a4a5", "error for one", "'a2'", "'a3'", "'a4'", "'a5'"), log);
        }
    }

    @Test
    void othersWaitBehindARunThatIsStuck() {
        full = true;
        send(ONE, "a1", "a2", "a3", "a4");
        send(OTHER, "b1", "b2");
        out.flush();
        out.flush();
        assertEquals(List.of("a1a2a3a4 by 2"), log);
        assertEquals(false, out.needsRefill());
        assertEquals(60, out.size());
        full = false;
        stuck.getFirst().setSuccess();
        assertEquals(true, out.needsRefill());
        assertEquals(20, out.size());
        out.flush();
        assertEquals(List.of("a1a2a3a4 by 2", "'b1'", "'b2'"), log);
    }

    @Test
    void anEmptyOneBehindOthersCallsForNothing() {
        forgetsEmpty = true;
        full = true;
        send(ONE, "a1", "");
        out.flush();
        assertEquals(List.of("'a1'"), log);
        assertEquals(false, out.needsRefill());
        stuck.getFirst().setSuccess();
        assertEquals(true, out.needsRefill());
        out.flush();
        assertEquals(false, out.needsRefill());
    }
}
