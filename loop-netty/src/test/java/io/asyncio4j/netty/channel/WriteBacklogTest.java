// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WriteBacklogTest {

    private final WriteBacklog backlog = new WriteBacklog();

    @Test
    void whatIsAppendedComesOutInOrderWhateverTheSizes() {
        Random random = new Random(1);
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int round = 0; round < 2000; round++) {
            byte[] data = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 20_000 : 50)];
            random.nextBytes(data);
            in.writeBytes(data);
            if (random.nextBoolean()) {
                backlog.append(data, 0, data.length);
            } else {
                ByteBuffer buffer = ByteBuffer.wrap(data);
                backlog.append(buffer);
                assertEquals(0, buffer.remaining());
            }
            if (random.nextInt(4) == 0) {
                move(random.nextInt((int) backlog.size() + 1), out);
            }
            assertEquals(in.size() - out.size(), backlog.size());
        }
        move((int) backlog.size(), out);
        assertArrayEquals(in.toByteArray(), out.toByteArray());
    }

    private void move(int length, ByteArrayOutputStream out) {
        ByteBuf target = Unpooled.buffer(Math.max(1, length));
        backlog.moveTo(target, length);
        assertEquals(length, target.readableBytes());
        byte[] bytes = new byte[length];
        target.readBytes(bytes);
        out.writeBytes(bytes);
    }

    @Test
    void theCallerMayChangeItsArrayAfterwards() {
        byte[] data = {1, 2, 3};
        backlog.append(data, 0, 3);
        data[0] = 9;
        ByteBuf target = Unpooled.buffer(3);
        backlog.moveTo(target, 3);
        assertEquals(1, target.readByte());
    }

    @Test
    void clearForgetsEverything() {
        backlog.append(new byte[100], 0, 100);
        backlog.clear();
        assertEquals(0, backlog.size());
        backlog.append(new byte[] {7}, 0, 1);
        ByteBuf target = Unpooled.buffer(1);
        backlog.moveTo(target, 1);
        assertEquals(7, target.readByte());
    }
}
