// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.base.BaseEventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A channel that nothing can poll: a thread of its own writes it, a chunk at a time. Loop only.
 *
 * <p>It takes the next chunk when the one before is written. Closing the channel ends a write that waits.
 */
final class BlockingSink implements PipeSink {

    private static final int CHUNK_BYTES = 64 * 1024;

    private final BaseEventLoop loop;
    private final WritableByteChannel channel;
    private final Context context;
    private final Listener listener;
    private final Semaphore permits = new Semaphore(0);

    /** Handed over by the permit, and back by the callback. */
    private @Nullable ByteBuffer chunk;

    private volatile boolean closed;
    private boolean started;
    private boolean wanted;
    private int pending;

    BlockingSink(BaseEventLoop loop, WritableByteChannel channel, Context context, Listener listener) {
        this.loop = loop;
        this.channel = channel;
        this.context = context;
        this.listener = listener;
    }

    @Override
    public int write(ByteBuffer data) {
        if (pending > 0 || closed || !data.hasRemaining()) {
            return 0;
        }
        int count = Math.min(data.remaining(), CHUNK_BYTES);
        byte[] copy = new byte[count];
        data.get(copy);
        chunk = ByteBuffer.wrap(copy);
        pending = count;
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("asyncio4j-pipe-writer").start(this::writeAll);
        }
        permits.release();
        return count;
    }

    @Override
    public long pending() {
        return pending;
    }

    @Override
    public void writing(boolean nowWanted) {
        wanted = nowWanted;
    }

    @Override
    public void watchHangup() {
        // Nothing tells before the next write.
    }

    @Override
    public boolean tellsHangup() {
        return false;
    }

    private void written(@Nullable IOException error) {
        if (closed) {
            return;
        }
        pending = 0;
        if (error != null) {
            listener.failed(error);
        } else if (wanted) {
            listener.writable();
        }
    }

    @Override
    public void close() {
        closed = true;
        permits.release();
        PipeChannels.close(channel);
    }

    // ---- the thread

    private void writeAll() {
        while (true) {
            permits.acquireUninterruptibly();
            if (closed) {
                return;
            }
            @Nullable IOException error = null;
            try {
                ByteBuffer data = Objects.requireNonNull(chunk);
                while (data.hasRemaining()) {
                    channel.write(data);
                }
            } catch (IOException e) {
                error = e;
            } catch (RuntimeException e) {
                error = new IOException(e);
            }
            IOException told = error;
            try {
                var unused = loop.callSoonThreadsafe(() -> written(told), context);
            } catch (IllegalStateException loopClosed) {
                return;
            }
            if (error != null) {
                return;
            }
        }
    }
}
