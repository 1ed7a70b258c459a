// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.netty.TlsProvider;
import io.asyncio4j.netty.poll.MovableIoEventLoop;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.LoopUnderTest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A standalone Netty loop with a poller and a carrier of choice.
 *
 * <p>
 * In debug mode the baton carrier's loops run on virtual threads, as {@code Asyncio.run} has them; everywhere else on
 * platform threads. io_uring wants a platform thread in any case.
 */
final class NettyLoopUnderTest implements LoopUnderTest {

    private final IoKind kind;
    private final String carrier;
    private final boolean debug;
    private final TlsProvider tls;

    NettyLoopUnderTest(IoKind kind, String carrier, boolean debug) {
        this(kind, carrier, debug, TlsProvider.AUTO);
    }

    NettyLoopUnderTest(IoKind kind, String carrier, boolean debug, TlsProvider tls) {
        this.tls = tls;
        this.kind = kind;
        this.carrier = carrier;
        this.debug = debug;
        NettyComplaints.listen();
        ProcessSelector.open();
    }

    @Override
    public String name() {
        return tls == TlsProvider.AUTO ? "NettyEventLoop" : "NettyEventLoop, TLS by " + tls;
    }

    @Override
    public String kind() {
        return kind.name();
    }

    @Override
    public String carrier() {
        return carrier;
    }

    @Override
    public boolean debug() {
        return debug;
    }

    /** The row of the other TLS has a part of the rules only; it must not replace the row with all of them. */
    @Override
    public String beside() {
        return debug ? "debug" : tls == TlsProvider.AUTO ? "" : "jdk-tls";
    }

    @Override
    public AbstractEventLoop newLoop() {
        return newLoop(LoopClock.system());
    }

    @Override
    public AbstractEventLoop newLoop(LoopClock clock) {
        String before = System.getProperty(TaskCarrier.PROPERTY, "auto");
        System.setProperty(TaskCarrier.PROPERTY, carrier);
        try {
            return NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(kind).tlsProvider(tls).clock(clock));
        } finally {
            System.setProperty(TaskCarrier.PROPERTY, before);
        }
    }

    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> all = EnumSet.allOf(Capability.class);
        switch (kind.resolve()) {
            // The JDK's IPv6 sockets take IPv4 connections as well, and have no option against it.
            // Nor does the JDK know abstract names.
            case NIO -> all.removeAll(EnumSet.of(
                    Capability.V6ONLY, Capability.UNIX_ABSTRACT, Capability.UNIX_DATAGRAM, Capability.PIPE_HANGUP));
            // What is written is handed over with the next poll; and Netty's TCP sockets serve both families.
            case IO_URING -> all.removeAll(EnumSet.of(
                    Capability.WRITES_AT_ONCE, Capability.V6ONLY, Capability.UNIX_DATAGRAM, Capability.PIPE_HANGUP));
            default -> {
                // Has all.
            }
        }
        return all;
    }

    @Override
    public @Nullable String unavailable() {
        Throwable cause = kind.unavailabilityCause();
        return cause == null ? null : kind + " is not available on this machine: " + cause;
    }

    @Override
    public Thread.Builder threads() {
        boolean virtual = debug && carrier.equals("BatonCarrier") && kind.resolve() != IoKind.IO_URING;
        return virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    }

    @Override
    public int openChannels(AbstractEventLoop loop) {
        return ((MovableIoEventLoop) ((NettyEventLoop) loop).eventLoop()).registrations();
    }

    @Override
    public List<String> leaks() {
        return NettyComplaints.take();
    }
}
