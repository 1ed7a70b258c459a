// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NettyComplaintsTest {

    @Test
    void eachUnreleasedBufferIsCounted() {
        NettyComplaints.listen();
        ByteBufAllocator.DEFAULT.buffer(16).release();
        assertEquals(List.of(), NettyComplaints.take());
        ByteBuf one = ByteBufAllocator.DEFAULT.directBuffer(16);
        ByteBuf two = ByteBufAllocator.DEFAULT.heapBuffer(16);
        assertEquals(List.of("2 buffers of Netty are not released"), NettyComplaints.take());
        one.release();
        two.release();
        assertEquals(List.of(), NettyComplaints.take());
    }

    @Test
    void warningsOfNettyAreCollected() {
        NettyComplaints.listen();
        InternalLoggerFactory.getInstance("io.netty.channel.Sample").warn("something is wrong");
        InternalLoggerFactory.getInstance("io.netty.channel.Sample").info("something is so");
        assertEquals(List.of("Netty logged: something is wrong"), NettyComplaints.take());
    }
}
