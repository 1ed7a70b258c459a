// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.events.LoopStatistics;
import java.time.Duration;

/**
 * What transports count while somebody wants to know; for loop implementers. A transport asks for it when it is made, and then
 * tells it everything or, if there was none, nothing: so what comes also goes. Recorded on the loop only, read by any thread.
 *
 * <p>Bytes are those of the program: what {@code write} was given and protocols got, without TLS's own.
 */
public final class IoMeter {

    private final LoopClock clock;
    private final LoopCount opened = new LoopCount();
    private final LoopCount closed = new LoopCount();
    private final LoopCount read = new LoopCount();
    private final LoopCount written = new LoopCount();
    private final LoopCount sent = new LoopCount();
    private final LoopCount dropped = new LoopCount();
    private final PauseClock writing = new PauseClock();
    private final PauseClock reading = new PauseClock();
    private final LoopCount acceptFailures = new LoopCount();
    private final LoopCount handshakes = new LoopCount();
    private final LoopCount handshakeFailures = new LoopCount();
    private final LoopCount handshakeNanos = new LoopCount();

    IoMeter(LoopClock clock) {
        this.clock = clock;
    }

    /** A transport has got its protocol. */
    public void opened() {
        opened.add(1);
    }

    /** A transport that was opened has lost its connection, or has given it away. */
    public void closed() {
        closed.add(1);
    }

    /**
     * Bytes came.
     *
     * @param bytes how many
     */
    public void read(long bytes) {
        read.add(bytes);
    }

    /**
     * The program has given bytes to a transport; they are buffered from now on.
     *
     * @param bytes how many
     */
    public void written(long bytes) {
        written.add(bytes);
    }

    /**
     * Bytes that were written have left.
     *
     * @param bytes how many
     */
    public void sent(long bytes) {
        sent.add(bytes);
    }

    /**
     * Bytes that were written will never leave.
     *
     * @param bytes how many
     */
    public void dropped(long bytes) {
        dropped.add(bytes);
    }

    /** A protocol was told to pause writing. */
    public void writingPaused() {
        writing.began(clock.nanos());
    }

    /** It was told to resume, or its transport is over. */
    public void writingResumed() {
        writing.ended(clock.nanos());
    }

    /** A program has paused the reading of a transport. */
    public void readingPaused() {
        reading.began(clock.nanos());
    }

    /** It has resumed it, or the transport is over. */
    public void readingResumed() {
        reading.ended(clock.nanos());
    }

    void acceptFailed() {
        acceptFailures.add(1);
    }

    void handshakeEnded(long nanos, boolean failed) {
        handshakes.add(1);
        handshakeNanos.add(nanos);
        handshakeFailures.add(failed ? 1 : 0);
    }

    /** Any thread. */
    LoopStatistics.Transports transports() {
        long now = clock.nanos();
        // First what ended and what left: a moment later there may be more of it, but not less of the others.
        long gone = closed.get();
        long left = sent.get();
        long lost = dropped.get();
        long made = opened.get();
        return new LoopStatistics.Transports(
                made - gone,
                made,
                read.get(),
                left,
                written.get() - left - lost,
                writing.paused(),
                Duration.ofNanos(writing.total(now)),
                reading.paused(),
                Duration.ofNanos(reading.total(now)),
                acceptFailures.get());
    }

    /** Any thread. */
    LoopStatistics.Handshakes handshakes() {
        long failed = handshakeFailures.get();
        return new LoopStatistics.Handshakes(
                handshakes.get() - failed, failed, Duration.ofNanos(handshakeNanos.get()));
    }
}
