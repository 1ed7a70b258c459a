// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.internal.Rethrow;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.ReadTransport;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The side of a reader that is fed: what has arrived, how the stream ended, the one read that waits, and the transport
 * that must not bring more than that. Loop only.
 *
 * <pre>
 * open -> ended (the buffer can still be read)
 * open, ended -> failed (every read fails)
 * </pre>
 */
final class Intake {

    final Chunks buffer = new Chunks();

    private final AbstractEventLoop loop;
    private final int limit;
    private boolean ended;
    private @Nullable Throwable failure;
    private @Nullable ReadTransport transport;

    /** True while we have paused the transport. */
    private boolean paused;

    /** The one read that waits for data. */
    private @Nullable Future<@Nullable Void> waiter;

    Intake(int limit, AbstractEventLoop loop) {
        this.limit = limit;
        this.loop = loop;
    }

    void setTransport(BaseTransport newTransport) {
        transport = newTransport instanceof ReadTransport readable ? readable : null;
    }

    void add(byte[] data) {
        if (ended) {
            throw new IllegalStateException("feedData: called after feedEof; nothing comes after the end");
        }
        if (data.length == 0) {
            return;
        }
        buffer.add(data);
        wake();
        if (!paused && transport != null && buffer.size() > 2L * limit) {
            try {
                transport.pauseReading();
                paused = true;
            } catch (UnsupportedOperationException unlimited) {
                transport = null;
            }
        }
    }

    void end() {
        ended = true;
        wake();
    }

    boolean ended() {
        return ended;
    }

    private void wake() {
        Future<@Nullable Void> waiting = waiter;
        if (waiting != null && !waiting.done()) {
            waiting.setResult(null);
        }
    }

    void fail(Throwable cause) {
        failure = cause;
        Future<@Nullable Void> waiting = waiter;
        if (waiting != null && !waiting.done()) {
            waiting.setException(cause);
        }
    }

    @Nullable Throwable failure() {
        return failure;
    }

    void checkFailure() throws IOException {
        Throwable cause = failure;
        if (cause != null) {
            throw Rethrow.<IOException>asIs(cause);
        }
    }

    /** Waits until something has happened: data, the end, a failure. */
    void await(String operation) throws IOException {
        if (waiter != null) {
            throw new IllegalStateException(operation + ": called while another coroutine is already waiting for"
                    + " incoming data; let one coroutine read");
        }
        Task.suspending(operation);
        // Without this, a read of more than twice the limit would wait for what cannot come.
        resume();
        Future<@Nullable Void> arrival = loop.createFuture();
        waiter = arrival;
        try {
            arrival.await();
        } catch (Throwable thrown) {
            throw Rethrow.<IOException>asIs(thrown);
        } finally {
            waiter = null;
        }
        // Data and then a failure may have come in one iteration; the data alone has woken us.
        checkFailure();
    }

    /** Lets the transport go on when a read has taken enough. */
    void resumeIfLow() {
        if (paused && buffer.size() <= limit) {
            resume();
        }
    }

    private void resume() {
        if (paused && transport != null) {
            paused = false;
            transport.resumeReading();
        }
    }

    // ---- before TLS

    /** What was received in clear and belongs to TLS, if the upgrade begins now; {@link #forgetReadAhead()} when it has. */
    byte[] readAhead() {
        return buffer.copy();
    }

    /** The transport that is upgraded goes on reading, whoever has paused it. */
    void forgetReadAhead() {
        buffer.clear();
        paused = false;
    }

    @Override
    public String toString() {
        return buffer.size() + " bytes" + (ended ? ", eof" : "")
                + (limit == StreamReader.DEFAULT_LIMIT ? "" : ", limit=" + limit)
                + (waiter == null ? "" : ", a read waits") + (paused ? ", paused" : "")
                + (failure == null ? "" : ", exception=" + failure);
    }
}
