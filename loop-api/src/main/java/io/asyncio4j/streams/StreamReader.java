// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.transports.BaseTransport;
import java.io.IOException;
import java.nio.charset.Charset;
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

    private static final String LIMIT_ADVICE = " bytes, or give the reader a larger limit";

    private final int limit;
    private final Intake intake;

    /** The intake's, for short. */
    private final Chunks buffer;

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
            throw new IllegalArgumentException(
                    "StreamReader: Limit cannot be <= 0, it is " + limit + "; give a positive number of bytes");
        }
        this.limit = limit;
        this.intake = new Intake(
                limit, Objects.requireNonNull(loop, "StreamReader: the loop is null; use Asyncio.getRunningLoop()"));
        this.buffer = intake.buffer;
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
        intake.checkFailure();
        if (n == 0) {
            return Chunks.NOTHING;
        }
        if (n < 0) {
            while (!intake.ended()) {
                intake.await("read");
            }
            return take(buffer.size());
        }
        if (buffer.size() == 0 && !intake.ended()) {
            intake.await("read");
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
            end = find("readLine", new SeparatorSearch(buffer, NEWLINE));
        } catch (LimitOverrunException tooLong) {
            if (tooLong.consumed() < buffer.size()) {
                buffer.take(tooLong.consumed() + 1);
            } else {
                buffer.clear();
            }
            intake.resumeIfLow();
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
        requireNotEmpty(separator);
        return readUntil(new SeparatorSearch(buffer, separator));
    }

    /**
     * Reads up to and including whichever of several separators ends first; {@code readuntil((a, b))}. Of separators that
     * end together the shortest counts, which matters to the limit only.
     *
     * @param separators at least one, each of at least one byte
     * @return the bytes with the separator: the shortest that end with one
     * @throws IllegalArgumentException if there is no separator, or one is empty
     * @throws IncompleteReadException if the stream ends before; it has what was left
     * @throws LimitOverrunException if none comes within the limit; the data stays
     * @throws IOException if the connection fails
     * @throws IllegalStateException if another coroutine is reading
     */
    public byte[] readUntil(byte[]... separators) throws IOException {
        if (separators.length == 0) {
            throw new IllegalArgumentException(
                    "readUntil: Separator should contain at least one element, there is none; give one, or use readLine");
        }
        for (byte[] separator : separators) {
            requireNotEmpty(separator);
        }
        return readUntil(new SeparatorSearch(buffer, separators));
    }

    private static void requireNotEmpty(byte[] separator) {
        Objects.requireNonNull(separator, "readUntil: a separator is null; give what ends a message");
        if (separator.length == 0) {
            throw new IllegalArgumentException(
                    "readUntil: Separator should be at least one-byte string, it is empty; give what ends a message");
        }
    }

    private byte[] readUntil(SeparatorSearch search) throws IOException {
        int found = find("readUntil", search);
        if (found < 0) {
            throw new IncompleteReadException(take(buffer.size()), null);
        }
        return take(found + search.foundLength());
    }

    /** Returns where the separator starts, or -1 if the stream ends without it. */
    private int find(String operation, SeparatorSearch search) throws IOException {
        intake.checkFailure();
        while (true) {
            int found = search.find();
            if (found > limit) {
                throw new LimitOverrunException("Separator is found, but chunk is longer than limit, which is " + limit
                        + "; read " + found + LIMIT_ADVICE, found);
            }
            if (found >= 0) {
                return found;
            }
            int without = buffer.size() + 1 - search.longest();
            if (without > limit) {
                throw new LimitOverrunException("Separator is not found, and chunk exceed the limit, which is " + limit
                        + "; read " + without + LIMIT_ADVICE, without);
            }
            if (intake.ended()) {
                return -1;
            }
            intake.await(operation);
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
        intake.checkFailure();
        while (buffer.size() < n) {
            if (intake.ended()) {
                throw new IncompleteReadException(take(buffer.size()), n);
            }
            intake.await("readExactly");
        }
        return take(n);
    }

    /**
     * Iterates over the lines as {@link #readLine()} reads them, up to the end of the stream; {@code async for line in
     * reader}. Fetching a line suspends; leaving the loop early leaves the rest in the stream.
     *
     * <p>
     * The iterator throws what {@code readLine} throws, the very {@link IOException} too, although {@link Iterable} cannot
     * say so: it is declared here instead, so that the method with the loop has to deal with it.
     *
     * @return the lines, each with its newline, for one loop; a later call goes on where the stream is
     * @throws IOException while iterating, if the connection fails
     */
    public Iterable<byte[]> lines() throws IOException {
        return new Lines<>(this, line -> line);
    }

    /**
     * Iterates over the lines as text without their ends, as {@link java.io.BufferedReader#lines()} does; else as
     * {@link #lines()}.
     *
     * @param charset of the text; one in which a newline is the byte 10, as it is in UTF-8 and the ISO 8859 family
     * @return the lines without {@code \n} or {@code \r\n}, for one loop
     * @throws IOException while iterating, if the connection fails
     */
    public Iterable<String> lines(Charset charset) throws IOException {
        Objects.requireNonNull(charset, "lines: the charset is null; use StandardCharsets.UTF_8");
        return new Lines<>(this, line -> Lines.text(line, charset));
    }

    /**
     * Returns the limit.
     *
     * @return as given to the constructor, in bytes
     */
    public int limit() {
        return limit;
    }

    /**
     * Tells whether the stream has ended and everything was read.
     *
     * @return true if there is nothing to come
     */
    public boolean atEof() {
        return intake.ended() && buffer.size() == 0;
    }

    private byte[] take(int n) {
        byte[] taken = buffer.take(n);
        intake.resumeIfLow();
        return taken;
    }

    Intake intake() {
        return intake;
    }

    // ---- feeding: what the protocol calls

    /**
     * Sets the transport that is paused when too much arrives.
     *
     * @param transport the connection's; one that cannot pause is left alone
     */
    public void setTransport(BaseTransport transport) {
        intake.setTransport(transport);
    }

    /**
     * Adds what has arrived.
     *
     * @param data the bytes, from now on the reader's; empty: nothing happens
     * @throws IllegalStateException after {@link #feedEof()}
     */
    public void feedData(byte[] data) {
        intake.add(data);
    }

    /** Says that nothing more will come. Calling it again does nothing. */
    public void feedEof() {
        intake.end();
    }

    /**
     * Makes the read that waits, and all later ones, fail.
     *
     * @param failure what they throw
     */
    public void setException(Throwable failure) {
        intake.fail(Objects.requireNonNull(failure, "setException: the exception is null; use feedEof for the end"));
    }

    /**
     * Returns what was set by {@link #setException}.
     *
     * @return the exception, or null
     */
    public @Nullable Throwable exception() {
        return intake.failure();
    }

    @Override
    public String toString() {
        return "StreamReader[" + intake + "]";
    }
}
