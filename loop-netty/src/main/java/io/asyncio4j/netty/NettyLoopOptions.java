// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.base.LoopClock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@link NettyEventLoop#create(NettyLoopOptions)} can be told. Any thread: a value.
 *
 * <p>Start with {@link #DEFAULTS} and replace what shall differ: {@code NettyLoopOptions.DEFAULTS.kind(IoKind.NIO)}.
 *
 * @param kind how the loop waits for I/O
 * @param clock where the loop takes its time from
 * @param name shown in the loop's {@code toString()}, or null for none
 */
public record NettyLoopOptions(IoKind kind, LoopClock clock, @Nullable String name) {

    /** The best poller of the machine, the system's clock, no name. */
    public static final NettyLoopOptions DEFAULTS = new NettyLoopOptions(IoKind.AUTO, LoopClock.system(), null);

    /**
     * Checks the values.
     *
     * @throws NullPointerException if the kind or the clock is null
     */
    public NettyLoopOptions {
        Objects.requireNonNull(kind, "NettyLoopOptions: kind is null; use IoKind.AUTO");
        Objects.requireNonNull(clock, "NettyLoopOptions: clock is null; use LoopClock.system()");
    }

    /**
     * Replaces the kind.
     *
     * @param newKind how the loop waits for I/O
     * @return the changed options
     * @throws NullPointerException if the kind is null
     */
    public NettyLoopOptions kind(IoKind newKind) {
        return new NettyLoopOptions(newKind, clock, name);
    }

    /**
     * Replaces the clock.
     *
     * @param newClock where the loop takes its time from; timers of Netty's own, such as those of TLS, stay on the
     *     system's clock
     * @return the changed options
     * @throws NullPointerException if the clock is null
     */
    public NettyLoopOptions clock(LoopClock newClock) {
        return new NettyLoopOptions(kind, newClock, name);
    }

    /**
     * Replaces the name.
     *
     * @param newName shown in the loop's {@code toString()}, or null for none
     * @return the changed options
     */
    public NettyLoopOptions name(@Nullable String newName) {
        return new NettyLoopOptions(kind, clock, newName);
    }
}
