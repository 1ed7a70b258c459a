// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import java.time.Duration;
import java.util.Objects;

/**
 * What a loop has counted about itself, at a moment; asyncio has no counterpart. Immutable, any thread. The numbers are read one
 * by one while the loop goes on, so they may be a callback apart. "Recent" is the last half minute, at most the last whole one.
 *
 * @param counting for how long it has been counting
 * @param callbacks what ran
 * @param lag how late it ran
 * @param tasks what has begun and not ended
 * @param transports connections and endpoints
 * @param handshakes those of TLS, of both roles
 * @param stalls how often {@code StallWatch} found the loop stalled
 */
public record LoopStatistics(
        Duration counting,
        Callbacks callbacks,
        Lag lag,
        Tasks tasks,
        Transports transports,
        Handshakes handshakes,
        long stalls) {

    /**
     * Asks a loop. The first call for a loop switches the counting on, for good; before that it costs nothing. Any thread,
     * whatever the loop is doing.
     *
     * @param loop the loop
     * @return the numbers of this moment
     * @throws UnsupportedOperationException if this loop does not count; those of this library do
     */
    public static LoopStatistics of(AbstractEventLoop loop) {
        return Objects.requireNonNull(loop, "LoopStatistics.of: the loop is null; give one").statistics();
    }

    /**
     * Callbacks and the steps of tasks.
     *
     * @param ready how many are in the ready queue now, with those that other threads have posted
     * @param turns iterations that ran at least one
     * @param run how many have run
     * @param time how long they took, all together
     * @param longest how long the longest of the recent ones took
     */
    public record Callbacks(int ready, long turns, long run, Duration time, Duration longest) {}

    /**
     * How late something ran that had its time: timers against their deadlines, and the beats of a {@code StallWatch} against
     * their posting.
     *
     * @param samples how many were late or in time
     * @param time their lags, all together
     * @param longest the longest of the recent ones
     */
    public record Lag(long samples, Duration time, Duration longest) {}

    /**
     * Tasks. One that began before the counting is as old as that.
     *
     * @param alive how many are not done
     * @param started how many were made
     * @param oldest how old the oldest that is not done is
     * @param ages how old those are that are not done, all together
     */
    public record Tasks(int alive, long started, Duration oldest, Duration ages) {}

    /**
     * Stream transports and datagram endpoints that were made since the counting began. Bytes are the program's own, without
     * what TLS adds.
     *
     * @param open how many have a protocol and a connection
     * @param opened how many there were
     * @param bytesRead what came
     * @param bytesSent what has left
     * @param bytesBuffered what was written and has not left
     * @param writingPaused how many have told their protocol to pause writing
     * @param writingPausedTime for how long, all together
     * @param readingPaused how many read nothing because the program wants nothing
     * @param readingPausedTime for how long, all together
     * @param acceptFailures how often a connection could not be accepted
     */
    public record Transports(
            long open,
            long opened,
            long bytesRead,
            long bytesSent,
            long bytesBuffered,
            int writingPaused,
            Duration writingPausedTime,
            int readingPaused,
            Duration readingPausedTime,
            long acceptFailures) {}

    /**
     * Handshakes of TLS.
     *
     * @param done how many succeeded
     * @param failed how many did not
     * @param time how long both took, all together
     */
    public record Handshakes(long done, long failed, Duration time) {}
}
