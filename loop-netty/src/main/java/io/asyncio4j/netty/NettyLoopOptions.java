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
 * @param tlsProvider who computes TLS
 */
public record NettyLoopOptions(IoKind kind, LoopClock clock, @Nullable String name, TlsProvider tlsProvider) {

    /** The best poller of the machine, the system's clock, no name. */
    public static final NettyLoopOptions DEFAULTS = new NettyLoopOptions(
            IoKind.AUTO, LoopClock.system(), null, TlsProvider.AUTO);

    /**
     * Checks the values.
     *
     * @throws NullPointerException if the kind, the clock or the provider is null
     */
    public NettyLoopOptions {
        Objects.requireNonNull(kind, "NettyLoopOptions: kind is null; use IoKind.AUTO");
        Objects.requireNonNull(clock, "NettyLoopOptions: clock is null; use LoopClock.system()");
        Objects.requireNonNull(tlsProvider, "NettyLoopOptions: tlsProvider is null; use TlsProvider.AUTO");
    }

    /**
     * Replaces the kind.
     *
     * @param newKind how the loop waits for I/O
     * @return the changed options
     * @throws NullPointerException if the kind is null
     */
    public NettyLoopOptions kind(IoKind newKind) {
        return new NettyLoopOptions(newKind, clock, name, tlsProvider);
    }

    /**
     * Replaces the clock.
     *
     * @param newClock where the loop takes its time from
     * @return the changed options
     * @throws NullPointerException if the clock is null
     */
    public NettyLoopOptions clock(LoopClock newClock) {
        return new NettyLoopOptions(kind, newClock, name, tlsProvider);
    }

    /**
     * Replaces the name.
     *
     * @param newName shown in the loop's {@code toString()}, or null for none
     * @return the changed options
     */
    public NettyLoopOptions name(@Nullable String newName) {
        return new NettyLoopOptions(kind, clock, newName, tlsProvider);
    }

    /**
     * Replaces the provider of TLS.
     *
     * @param newProvider who computes TLS
     * @return the changed options
     * @throws NullPointerException if the provider is null
     */
    public NettyLoopOptions tlsProvider(TlsProvider newProvider) {
        return new NettyLoopOptions(kind, clock, name, newProvider);
    }
}
