// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that were written and that Netty does not have yet, first in first out. Loop only; a coroutine's thread too, so it
 * stays away from Netty's allocators, whose caches belong to the loop's own thread.
 */
final class WriteBacklog {

    /** Small writes share a chunk of this size from the second one on; the first is usually the only one of its step. */
    private static final int SHARED_CHUNK_BYTES = 4096;

    private static final class Chunk {
        final byte[] bytes;
        int start;
        int end;
        @Nullable Chunk next;

        Chunk(int capacity) {
            bytes = new byte[capacity];
        }
    }

    private @Nullable Chunk first;
    private @Nullable Chunk last;
    private long size;

    long size() {
        return size;
    }

    void append(byte[] data, int offset, int length) {
        Chunk chunk = room(length);
        System.arraycopy(data, offset, chunk.bytes, chunk.end, length);
        chunk.end += length;
        size += length;
    }

    /** Takes what is left in {@code data}, whose position becomes its limit. */
    void append(ByteBuffer data) {
        int length = data.remaining();
        Chunk chunk = room(length);
        data.get(chunk.bytes, chunk.end, length);
        chunk.end += length;
        size += length;
    }

    /** Takes what is readable in {@code data}, which stays the caller's. */
    void append(ByteBuf data) {
        int length = data.readableBytes();
        Chunk chunk = room(length);
        data.getBytes(data.readerIndex(), chunk.bytes, chunk.end, length);
        chunk.end += length;
        size += length;
    }

    private Chunk room(int length) {
        Chunk tail = last;
        if (tail == null) {
            tail = new Chunk(length);
            first = tail;
        } else if (tail.bytes.length - tail.end < length) {
            Chunk more = new Chunk(Math.max(length, SHARED_CHUNK_BYTES));
            tail.next = more;
            tail = more;
        }
        last = tail;
        return tail;
    }

    /** Moves up to {@code length} bytes from the front into {@code target}, which has room for them. */
    void moveTo(ByteBuf target, int length) {
        int left = length;
        while (left > 0) {
            Chunk chunk = first;
            if (chunk == null) {
                return;
            }
            int part = Math.min(left, chunk.end - chunk.start);
            target.writeBytes(chunk.bytes, chunk.start, part);
            chunk.start += part;
            size -= part;
            left -= part;
            if (chunk.start == chunk.end) {
                first = chunk.next;
                if (first == null) {
                    last = null;
                }
            }
        }
    }

    void clear() {
        first = null;
        last = null;
        size = 0;
    }
}
