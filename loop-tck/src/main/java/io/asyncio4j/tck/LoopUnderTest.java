// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.base.LoopClock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The loop that the rules are run on: one row of the matrix. Its methods are called on the thread of a rule, one rule at
 * a time; {@link #openChannels} and {@link #liveTimers} also for a loop that was closed.
 *
 * <p>
 * It is a service: a public class with a public constructor without parameters, named in
 * {@code META-INF/services/io.asyncio4j.tck.LoopUnderTest}, is found by {@link LoopTck} and by the command line. A
 * provider of several loops tells them by {@link #rows}.
 */
public interface LoopUnderTest {

    /**
     * The implementation's name.
     *
     * @return such as {@code NettyEventLoop}
     */
    String name();

    /**
     * Which poller it uses.
     *
     * @return such as {@code NIO}
     */
    String kind();

    /**
     * How it runs coroutines.
     *
     * @return such as {@code LoopCarrier}
     */
    String carrier();

    /**
     * Makes a loop that is idle; whoever calls closes it.
     *
     * @return a new loop
     */
    AbstractEventLoop newLoop();

    /**
     * Makes a loop that takes its time from a clock, for rules that need timers and nothing else: on a virtual clock they
     * run without waiting, and no machine is too slow for them. Such a loop tells by {@link AbstractEventLoop#time} what
     * the clock says, and before each wait that is not 0 asks {@link LoopClock#waiting} how long it may really wait.
     *
     * @param clock where the loop gets its time from
     * @return a new loop, or null if its time is the machine's: then all rules run in real time
     */
    default @Nullable AbstractEventLoop newLoop(LoopClock clock) {
        return null;
    }

    /**
     * What the loop can do.
     *
     * @return all capabilities unless overridden
     */
    default Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    /**
     * Returns the rows of a provider that has several loops, or one loop in several configurations.
     *
     * @return only itself unless overridden
     */
    default List<LoopUnderTest> rows() {
        return List.of(this);
    }

    /**
     * Says which rules the loop's author disputes, and where: such a rule is run and reported as all others, but its
     * failure counts as CHALLENGED.
     *
     * @return links by the ids of rules; none unless overridden
     */
    default Map<String, String> challenges() {
        return Map.of();
    }

    /**
     * Says why a rule has no place in this row, such as one that ends a loop which somebody else runs: it is skipped, and
     * counted as such.
     *
     * @param rule a rule
     * @return the reason, or null if it is to be run; null unless overridden
     */
    default @Nullable String outOfScope(RuleText rule) {
        return null;
    }

    /**
     * Says whether this row stands beside the plain ones: it repeats what a plain row proves, under other conditions.
     *
     * @return {@code debug} in debug mode, else empty, unless overridden: the end of the name of the folder of its report
     */
    default String beside() {
        return debug() ? "debug" : "";
    }

    /**
     * Says why this row cannot run on this machine.
     *
     * @return a reason that is reported for the whole row, or null if it can run
     */
    default @Nullable String unavailable() {
        return null;
    }

    /**
     * Says which version of CPython the loop follows, if it is not the newest: rules that came later are skipped.
     *
     * @return such as {@code 3.11} or {@code 3.12.1}, or null for the newest
     */
    default @Nullable String asyncioVersion() {
        return null;
    }

    /**
     * Stretches all delays and limits, for slow machines.
     *
     * @return factor; 1 unless the system property {@code tck.scale} says otherwise
     */
    default double timeScale() {
        return Double.parseDouble(System.getProperty("tck.scale", "1"));
    }

    /**
     * Tells whether this row runs in debug mode; then it is reported beside the plain rows.
     *
     * @return false unless overridden
     */
    default boolean debug() {
        return false;
    }

    /**
     * Names the loggers to which the loop writes, for rules about what is logged.
     *
     * @return names, each standing for itself and what is below it; {@code io.asyncio4j} is always looked at
     */
    default List<String> loggers() {
        return List.of();
    }

    /**
     * Makes the threads on which the rules run their loops.
     *
     * @return a builder of platform threads unless overridden
     */
    default Thread.Builder threads() {
        return Thread.ofPlatform().daemon();
    }

    /**
     * Counts the channels that a loop still holds.
     *
     * @param loop a loop that this made
     * @return open channels; 0 also where the loop cannot tell
     */
    default int openChannels(AbstractEventLoop loop) {
        return 0;
    }

    /**
     * Counts the timers that a loop still holds.
     *
     * @param loop a loop that this made
     * @return what the loop says unless overridden
     */
    default int liveTimers(AbstractEventLoop loop) {
        return loop.liveTimers();
    }

    /**
     * Hands out the leaks that were found since the last call, such as buffers that were collected unreleased.
     *
     * @return one text a leak
     */
    default List<String> leaks() {
        return List.of();
    }
}
