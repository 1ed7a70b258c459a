// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.netty.dns.BorrowedResolvers;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NameResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
 * @param resolver who looks up host names, or null for the JDK, see {@link #resolver(AddressResolverGroup)}
 * @param oneThread whether one thread only will run and close the loop, see {@link #oneThread(boolean)}
 */
public record NettyLoopOptions(
        IoKind kind,
        LoopClock clock,
        @Nullable String name,
        TlsProvider tlsProvider,
        @Nullable AddressResolverGroup<InetSocketAddress> resolver,
        boolean oneThread) {

    /** The best poller of the machine, the system's clock, no name, the JDK's resolver, any thread. */
    public static final NettyLoopOptions DEFAULTS = new NettyLoopOptions(
            IoKind.AUTO, LoopClock.system(), null, TlsProvider.AUTO, null, false);

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
        return new NettyLoopOptions(newKind, clock, name, tlsProvider, resolver, oneThread);
    }

    /**
     * Replaces the clock.
     *
     * @param newClock where the loop takes its time from
     * @return the changed options
     * @throws NullPointerException if the clock is null
     */
    public NettyLoopOptions clock(LoopClock newClock) {
        return new NettyLoopOptions(kind, newClock, name, tlsProvider, resolver, oneThread);
    }

    /**
     * Replaces the name.
     *
     * @param newName shown in the loop's {@code toString()}, or null for none
     * @return the changed options
     */
    public NettyLoopOptions name(@Nullable String newName) {
        return new NettyLoopOptions(kind, clock, newName, tlsProvider, resolver, oneThread);
    }

    /**
     * Replaces the provider of TLS.
     *
     * @param newProvider who computes TLS
     * @return the changed options
     * @throws NullPointerException if the provider is null
     */
    public NettyLoopOptions tlsProvider(TlsProvider newProvider) {
        return new NettyLoopOptions(kind, clock, name, newProvider, resolver, oneThread);
    }

    /**
     * Replaces who looks up host names for {@code getAddrInfo}, {@code createConnection} and all others that take a name, by
     * a resolver of Netty such as {@code DnsAddressResolverGroup} (module {@code io.netty.resolver.dns}, which is to be added).
     *
     * <p>The group is asked for a resolver for the loop's {@link NettyEventLoop#eventLoop() event loop}, and that on its
     * thread, so it must not block; channels that it opens must be of the loop's kind. The group closes that resolver when
     * the loop is closed; the group itself is the caller's, may serve several loops, and is never closed by one. Literal
     * addresses need no look-up. Services, {@code ADDRCONFIG}, {@code CANONNAME} and {@code getNameInfo} remain the
     * system's and the JDK's, off the loop. Views of foreign event loops ({@link NettyEventLoop#of}) have no options, and
     * so the JDK's resolver.
     *
     * @param newResolver whom to ask, or null for the JDK
     * @return the changed options
     */
    public NettyLoopOptions resolver(@Nullable AddressResolverGroup<InetSocketAddress> newResolver) {
        return new NettyLoopOptions(kind, clock, name, tlsProvider, newResolver, oneThread);
    }

    /**
     * Replaces who looks up host names by one resolver of Netty, as {@link #resolver(AddressResolverGroup)} does.
     *
     * <p>It is called on the loop's thread and may answer on any; it is the caller's, and not closed with the loop.
     *
     * @param newResolver whom to ask
     * @return the changed options
     * @throws NullPointerException if the resolver is null
     */
    public NettyLoopOptions nameResolver(NameResolver<InetAddress> newResolver) {
        Objects.requireNonNull(newResolver, "NettyLoopOptions: nameResolver is null; leave it out for that of the JDK");
        return resolver(new BorrowedResolvers(newResolver));
    }

    /**
     * Promises that the first thread to run the loop will be the only one, and close it, too. On io_uring the kernel then has
     * less to see to: an echo was one and a half times as fast (performance.md). Any other thread is refused with an {@link
     * IllegalStateException}. The other pollers take no notice. {@code Asyncio.run} and {@code Runner} promise it for the
     * loops that they make.
     *
     * @param promise whether it is promised; false unless said
     * @return the changed options
     */
    public NettyLoopOptions oneThread(boolean promise) {
        return new NettyLoopOptions(kind, clock, name, tlsProvider, resolver, promise);
    }
}
