// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.internal.Probe;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens seldom and is worth an event of the flight recorder, or a count, while somebody wants either; for loop
 * implementers. Loop only, save {@link #stalled}.
 */
public final class LoopReports {

    private LoopReports() {}

    /**
     * A connection could not be accepted.
     *
     * @param loop whose
     * @param socket the listening one
     * @param error why
     */
    public static void acceptFailed(BaseEventLoop loop, Object socket, Throwable error) {
        LoopMeter meter = loop.meter();
        if (meter != null) {
            meter.io().acceptFailed();
        }
        Probe probe = Probe.active();
        if (probe != null) {
            probe.acceptFailed(loop, socket, error);
        }
    }

    /**
     * A handshake of TLS is over.
     *
     * @param loop whose
     * @param transport of the connection
     * @param nanos how long it took
     * @param error why it failed, or null
     */
    public static void handshakeEnded(BaseEventLoop loop, Object transport, long nanos, @Nullable Throwable error) {
        LoopMeter meter = loop.meter();
        if (meter != null) {
            meter.io().handshakeEnded(nanos, error != null);
        }
        Probe probe = Probe.active();
        if (probe != null) {
            probe.handshakeEnded(loop, transport, nanos, error);
        }
    }

    /**
     * A transport has got its protocol.
     *
     * @param loop whose
     * @param transport which
     * @param meter that of the transport, or null
     */
    public static void connectionMade(BaseEventLoop loop, Object transport, @Nullable IoMeter meter) {
        if (meter != null) {
            meter.opened();
        }
        Probe probe = Probe.active();
        if (probe != null) {
            probe.connectionMade(loop, transport);
        }
    }

    /**
     * Such a transport has lost its connection, or has given it away.
     *
     * @param loop whose
     * @param transport which
     * @param meter that of the transport, or null
     * @param error what its protocol was told, or null
     */
    public static void connectionLost(
            BaseEventLoop loop, Object transport, @Nullable IoMeter meter, @Nullable Throwable error) {
        if (meter != null) {
            meter.closed();
        }
        Probe probe = Probe.active();
        if (probe != null) {
            probe.connectionLost(loop, transport, error);
        }
    }

    /**
     * A loop does not turn. Any thread.
     *
     * @param loop which
     * @param since for how long
     * @param holder what holds it
     * @param stack where that is, innermost first
     */
    public static void stalled(
            AbstractEventLoop loop, Duration since, String holder, List<StackTraceElement> stack) {
        LoopMeter meter = loop instanceof BaseEventLoop base ? base.meter() : null;
        if (meter != null) {
            meter.stalled();
        }
        Probe probe = Probe.active();
        if (probe != null) {
            probe.stalled(loop, since, holder, stack);
        }
    }

    /**
     * A callback ran that long after it was posted. Loop only.
     *
     * @param loop which
     * @param nanos by how much it was late
     */
    public static void lagged(AbstractEventLoop loop, long nanos) {
        LoopMeter meter = loop instanceof BaseEventLoop base ? base.meter() : null;
        if (meter != null) {
            meter.lagged(nanos);
        }
    }
}
