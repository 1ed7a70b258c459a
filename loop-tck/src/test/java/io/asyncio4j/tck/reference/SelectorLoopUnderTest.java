// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.LoopUnderTest;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The second loop on a carrier of choice. */
public final class SelectorLoopUnderTest implements LoopUnderTest {

    private final String carrier;

    /** On the faster carrier. */
    public SelectorLoopUnderTest() {
        this("LoopCarrier");
    }

    public SelectorLoopUnderTest(String carrier) {
        this.carrier = carrier;
    }

    @Override
    public String name() {
        return "SelectorLoop";
    }

    @Override
    public String kind() {
        return "SELECT";
    }

    @Override
    public String carrier() {
        return carrier;
    }

    @Override
    public AbstractEventLoop newLoop() {
        return new SelectorLoop(TaskCarrier.named(carrier));
    }

    @Override
    public AbstractEventLoop newLoop(LoopClock clock) {
        return new SelectorLoop(TaskCarrier.named(carrier), clock);
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> can = EnumSet.of(
                Capability.TASKS,
                Capability.MULTIPLE_RUNS,
                Capability.THREAD_MOVE,
                Capability.DEBUG_MODE,
                Capability.EXACT_DESCRIPTORS,
                Capability.TCP,
                Capability.UDP,
                Capability.REUSE_PORT,
                Capability.SOCKET_ADOPTION,
                Capability.WRITES_AT_ONCE,
                Capability.HALF_CLOSE,
                Capability.READERS,
                Capability.SOCKET_CALLS,
                Capability.NAME_LOOKUP);
        if (machineHasIpv6()) {
            can.add(Capability.IPV6);
        }
        return can;
    }

    private static boolean machineHasIpv6() {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }

    @Override
    public List<String> loggers() {
        return List.of(SelectorLoop.LOG.getName());
    }

    @Override
    public int openChannels(AbstractEventLoop loop) {
        return ((SelectorLoop) loop).holdings().open();
    }
}
