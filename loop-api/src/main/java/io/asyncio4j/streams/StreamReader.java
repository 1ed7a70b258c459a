// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.internal.Rethrow;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.ReadTransport;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a connection, for coroutines; {@code asyncio.StreamReader}.
 *
 * <p>
 * Loop only; the methods that read suspend, so they are for coroutines, one at a time. The arrays that they return are
 * the caller's to keep; an array that arrived as a whole is handed on without a copy. A read that is cancelled loses
 * nothing: what has arrived is there for the next one.
 *
 * <p>
 * The limit bounds the buffer: beyond twice the limit the transport is paused, at the limit it is resumed, and so it is
 * by a read that needs more than there is. It also bounds what {@link #readLine()} and {@link #readUntil} accept.
 *
 * <p>
 * Once the connection was lost with an error, every read throws that error, even if data is left (rule STRM-15).
 */
public final class StreamReader {

    /** 64 KiB, asyncio's {@code _DEFAULT_LIMIT}. */
    public static final int DEFAULT_LIMIT = 65_536;

    private static final byte[] NEWLINE = {'\n'};

    private final AbstractEventLoop loop;
    private final int limit;
    private final Chunks buffer = new Chunks();
    private boolean eof;
    private @Nullable Throwable exception;
    private @Nullable ReadTransport transport;

    /** True while we have paused the transport. */
    private boolean paused;

    /** The one read that waits for data. */
    private @Nullable Future<@Nullable Void> waiter;

    /**
     * Makes a reader with the default limit; connections make theirs by themselves.
     *
     * @param loop the loop of its coroutines
     */
    public StreamReader(AbstractEventLoop loop) {
        this(DEFAULT_LIMIT, loop);
    }

    /**
     * Makes a reader.
     *
     * @param limit in bytes
     * @param loop the loop of its coroutines
     * @throws IllegalArgumentException unless the limit is positive
     */
    public StreamReader(int limit, AbstractEventLoop loop) {
        if (limit <= 0) {
            throw new IllegalArgumentException("StreamReader: the limit is " + limit + "; Limit cannot be <= 0");
        }
        this.limit = limit;
        this.loop = Objects.requireNonNull(loop, "StreamReader: the loop is null; use Asyncio.getRunningLoop()");
    }

    // ---- reading

    /**
     * Reads up to the end of the stream, whatever the limit is; {@code read(-1)}.
     *
     * @return everything, possibly empty
     * @throws IOException if the connection fails
     * @throws IllegalStateException if another coroutine is reading
     */
    public byte[] read() throws IOException {
        return read(-1);
    }

    /**
     * Reads what is there, waiting until there is something.
     *
     * @param n at most so many bytes; 0: none, at once; negative: up to the end of the stream
     * @return from 1 to {@code n} bytes; empty at the end of the stream only, or if {@code n} is 0
     * @throws IOException if the connection fails
     * @throws IllegalStateException if another coroutine is reading
     */
    public byte[] read(int n) throws IOException {
        checkException();
        if (n == 0) {
            return Chunks.NOTHING;
        }
        if (n < 0) {
            while (!eof) {
                waitForData("read");
            }
            return take(buffer.size());
        }
        if (buffer.size() == 0 && !eof) {
            waitForData("read");
        }
        return take(n);
    }

    /**
     * Reads a line.
     *
     * @return the line with its newline; at the end of the stream what is left without one, then empty arrays
     * @throws IllegalArgumentException if it is longer than the limit, not counting the newline; the line is dropped, or
     *             all that is buffered if its newline has not come yet
     * @throws IOException if the connection fails
     * @throws IllegalStateException if another coroutine is reading
     */
    public byte[] readLine() throws IOException {
        int end;
        try {
            end = find("readLine", NEWLINE);
        } catch (LimitOverrunException tooLong) {
            if (tooLong.consumed() < buffer.size()) {
                buffer.take(tooLong.consumed() + 1);
            } else {
                buffer.clear();
            }
            maybeResume();
            throw new IllegalArgumentException("readLine: " + tooLong.getMessage(), tooLong);
        }
        return take(end < 0 ? buffer.size() : end + 1);
    }

    /**
     * Reads up to and including a newline, and insists on it; {@code readuntil()}.
     *
     * @return the bytes with the newline
     * @throws IncompleteReadException if the stream ends before; it has what was left
     * @throws LimitOverrunException if it does not come within the limit; the data stays
     * @throws IOException if the connection fails
     * @throws IllegalStateException if another coroutine is reading
     */
    public byte[] readUntil() throws IOException {
        return readUntil(NEWLINE);
    }

    /**
     * Reads up to and including a separator; {@code readuntil(separator)}.
     *
     * @param separator at least one byte
     * @return the bytes with the separator
     * @throws IllegalArgumentException if the separator is empty
     * @throws IncompleteReadException if the stream ends before; it has what was left
     * @throws LimitOverrunException if it does not come within the limit; the data stays
     * @throws IOException if the connection fails
     * @throws IllegalStateException if another coroutine is reading
     */
    public byte[] readUntil(byte[] separator) throws IOException {
        if (separator.length == 0) {
            throw new IllegalArgumentException("readUntil: Separator should be at least one-byte string, it is empty");
        }
        int found = find("readUntil", separator);
        if (found < 0) {
            throw new IncompleteReadException(take(buffer.size()), null);
        }
        return take(found + separator.length);
    }

    /** Returns where the separator starts, or -1 if the stream ends without it. */
    private int find(String operation, byte[] separator) throws IOException {
        checkException();
        Chunks.Search search = buffer.new Search(separator);
        while (true) {
            int found = search.find();
            if (found > limit) {
                throw new LimitOverrunException("Separator is found, but chunk is longer than limit, which is " + limit
                        + "; read " + found + " bytes, or give the reader a larger limit", found);
            }
            if (found >= 0) {
                return found;
            }
            int without = buffer.size() + 1 - separator.length;
            if (without > limit) {
                throw new LimitOverrunException("Separator is not found, and chunk exceed the limit, which is " + limit
                        + "; read " + without + " bytes, or give the reader a larger limit", without);
            }
            if (eof) {
                return -1;
            }
            waitForData(operation);
        }
    }

    /**
     * Reads so many bytes, also more than the limit.
     *
     * @param n how many
     * @return exactly {@code n} bytes
     * @throws IllegalArgumentException if {@code n} is negative
     * @throws IncompleteReadException if the stream ends before; it has what was left
     * @throws IOException if the connection fails
     * @throws IllegalStateException if another coroutine is reading
     */
    public byte[] readExactly(int n) throws IOException {
        if (n < 0) {
            throw new IllegalArgumentException("readExactly: readexactly size can not be less than zero, it is " + n);
        }
        checkException();
        while (buffer.size() < n) {
            if (eof) {
                throw new IncompleteReadException(take(buffer.size()), n);
            }
            waitForData("readExactly");
        }
        return take(n);
    }

    /**
     * Tells whether the stream has ended and everything was read.
     *
     * @return true if there is nothing to come
     */
    public boolean atEof() {
        return eof && buffer.size() == 0;
    }

    private byte[] take(int n) {
        byte[] taken = buffer.take(n);
        maybeResume();
        return taken;
    }

    private void checkException() throws IOException {
        Throwable failure = exception;
        if (failure != null) {
            throw Rethrow.<IOException>asIs(failure);
        }
    }

    private void waitForData(String operation) throws IOException {
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
        } catch (Throwable failure) {
            throw Rethrow.<IOException>asIs(failure);
        } finally {
            waiter = null;
        }
        // Data and then a failure may have come in one iteration; the data alone has woken us.
        checkException();
    }

    private void maybeResume() {
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

    // ---- feeding: what the protocol calls

    /**
     * Sets the transport that is paused when too much arrives.
     *
     * @param transport the connection's; one that cannot pause is left alone
     */
    public void setTransport(BaseTransport transport) {
        this.transport = transport instanceof ReadTransport readable ? readable : null;
    }

    /**
     * Adds what has arrived.
     *
     * @param data the bytes, from now on the reader's; empty: nothing happens
     * @throws IllegalStateException after {@link #feedEof()}
     */
    public void feedData(byte[] data) {
        if (eof) {
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

    /** Says that nothing more will come. Calling it again does nothing. */
    public void feedEof() {
        eof = true;
        wake();
    }

    private void wake() {
        Future<@Nullable Void> waiting = waiter;
        if (waiting != null && !waiting.done()) {
            waiting.setResult(null);
        }
    }

    /**
     * Makes the read that waits, and all later ones, fail.
     *
     * @param failure what they throw
     */
    public void setException(Throwable failure) {
        exception = Objects.requireNonNull(failure, "setException: the exception is null; use feedEof for the end");
        Future<@Nullable Void> waiting = waiter;
        if (waiting != null && !waiting.done()) {
            waiting.setException(failure);
        }
    }

    /**
     * Returns what was set by {@link #setException}.
     *
     * @return the exception, or null
     */
    public @Nullable Throwable exception() {
        return exception;
    }

    @Override
    public String toString() {
        return "StreamReader[" + buffer.size() + " bytes" + (eof ? ", eof" : "") + (limit == DEFAULT_LIMIT ? ""
                : ", limit=" + limit) + (waiter == null ? "" : ", a read waits") + (paused ? ", paused" : "")
                + (exception == null ? "" : ", exception=" + exception) + "]";
    }
}
