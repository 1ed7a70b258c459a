// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Two buffers that all connections of a loop share: one to read into, one to send from. The loop's own thread only.
 *
 * <p>What is read is copied at once into an array that the protocol may keep, and what is sent is usually taken by the
 * system within the call; so nearly always one buffer a direction is enough, a connection that waits costs none, and nothing
 * has to be allocated for a message. Who still holds a reference (a handler that keeps what it got, a socket that is full)
 * makes the buffer busy, and the next one gets a buffer of its own from Netty's allocator.
 *
 * <p>Not for io_uring, where the kernel owns a buffer from the request to its completion.
 */
public final class LoopBuffers {

    /** asyncio reads at most this much in one go. */
    public static final int READ_BYTES = 256 * 1024;

    /** Messages up to this size are sent from the shared buffer. */
    public static final int SEND_BYTES = 256 * 1024;

    /** Room for several datagrams that are received by one system call. */
    public static final int BATCH_BYTES = 1024 * 1024;

    private final boolean shared;
    private @Nullable ByteBuf read;
    private @Nullable ByteBuf readBatch;
    private @Nullable ByteBuf send;

    /**
     * Makes the buffers, which take memory from their first use on.
     *
     * @param shared false if a buffer may be in use after the call that it was given to
     */
    LoopBuffers(boolean shared) {
        this.shared = shared;
    }

    /** {@return whether the buffers are shared at all} */
    public boolean isShared() {
        return shared;
    }

    /** {@return a buffer to read into, or null if the shared one is busy; to be released by whoever gets it} */
    public @Nullable ByteBuf toRead() {
        ByteBuf buffer = read;
        if (buffer == null) {
            buffer = newBuffer(READ_BYTES);
            read = buffer;
        }
        return take(buffer);
    }

    /** {@return a buffer for several datagrams, or null if the shared one is busy; to be released by whoever gets it} */
    public @Nullable ByteBuf toReadBatch() {
        ByteBuf buffer = readBatch;
        if (buffer == null) {
            buffer = newBuffer(BATCH_BYTES);
            readBatch = buffer;
        }
        return take(buffer);
    }

    /**
     * Gives a buffer to send from.
     *
     * @param allocator for the case that the shared one is busy or too small
     * @param length how many bytes it must have room for
     * @return an empty buffer, to be released by whoever gets it
     */
    public ByteBuf toSend(ByteBufAllocator allocator, int length) {
        if (!shared || length > SEND_BYTES) {
            return allocator.directBuffer(length);
        }
        ByteBuf buffer = send;
        if (buffer == null) {
            buffer = newBuffer(SEND_BYTES);
            send = buffer;
        }
        ByteBuf free = take(buffer);
        return free == null ? allocator.directBuffer(length) : free;
    }

    private static @Nullable ByteBuf take(ByteBuf buffer) {
        return buffer.refCnt() > 1 ? null : buffer.clear().retain();
    }

    /** Plain memory of the JDK, which goes with the loop: there is nobody to release it. */
    private static ByteBuf newBuffer(int size) {
        return Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(size));
    }
}
