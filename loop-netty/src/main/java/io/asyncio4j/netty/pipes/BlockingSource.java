// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.base.BaseEventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A channel that nothing can poll, such as one of a named pipe or a terminal: a thread of its own reads it. Loop only.
 *
 * <p>The thread reads once for each permit, and gets the next when the loop has passed on what came: one chunk is on the way at
 * most, so a slow protocol holds the writer up as it does with a socket. Closing the channel ends a read that waits.
 *
 * <p>A thread of the platform, as such reads keep the carrier of a virtual one.
 */
final class BlockingSource implements PipeSource {

    private static final int CHUNK_BYTES = 64 * 1024;

    private final BaseEventLoop loop;
    private final ReadableByteChannel channel;
    private final Context context;
    private final Listener listener;
    private final Semaphore permits = new Semaphore(0);
    private volatile boolean closed;

    private boolean started;
    private boolean wanted;
    private boolean reads;

    /** What came while it was not wanted. */
    private @Nullable Runnable held;

    BlockingSource(BaseEventLoop loop, ReadableByteChannel channel, Context context, Listener listener) {
        this.loop = loop;
        this.channel = channel;
        this.context = context;
        this.listener = listener;
    }

    @Override
    public void reading(boolean nowWanted) {
        wanted = nowWanted;
        if (!wanted) {
            return;
        }
        if (held != null) {
            var unused = loop.callSoon(this::passOn, context);
        } else {
            readMore();
        }
    }

    private void readMore() {
        if (reads || closed) {
            return;
        }
        reads = true;
        if (!started) {
            started = true;
            Thread.ofPlatform().daemon().name("asyncio4j-pipe-reader").start(this::readAll);
        }
        permits.release();
    }

    private void arrived(Runnable event) {
        if (!closed) {
            held = event;
            passOn();
        }
    }

    private void passOn() {
        Runnable event = held;
        if (event == null || !wanted || closed) {
            return;
        }
        held = null;
        reads = false;
        event.run();
        if (wanted) {
            readMore();
        }
    }

    @Override
    public void close() {
        closed = true;
        wanted = false;
        held = null;
        permits.release();
        PipeChannels.close(channel);
    }

    // ---- the thread

    private void readAll() {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
        while (true) {
            permits.acquireUninterruptibly();
            if (closed) {
                return;
            }
            Runnable event;
            boolean last = false;
            try {
                int count = channel.read(buffer.clear());
                last = count < 0;
                byte[] data = Arrays.copyOf(buffer.array(), Math.max(count, 0));
                event = last ? listener::ended : () -> listener.bytes(data);
            } catch (IOException | RuntimeException error) {
                last = true;
                event = () -> listener.failed(error instanceof IOException io ? io : new IOException(error));
            }
            Runnable told = event;
            try {
                var unused = loop.callSoonThreadsafe(() -> arrived(told), context);
            } catch (IllegalStateException loopClosed) {
                return;
            }
            if (last) {
                return;
            }
        }
    }
}
