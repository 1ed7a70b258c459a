// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import io.asyncio4j.carriers.TaskCarrier;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.netty.HeldLoop;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.RuleText;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The view of an event loop of a group that runs on its own threads, held between the runs of a rule. What is left out is what
 * an event loop that somebody else runs does otherwise.
 */
final class AttachedLoopUnderTest implements LoopUnderTest {

    /** Why a rule is not run, by its id. */
    private static final Map<String, String> OUT_OF_SCOPE = new TreeMap<>();

    static {
        leaveOut("what ends a run does not end an event loop that somebody else runs; it is logged",
                "LIFE-01", "LIFE-02", "LIFE-23", "LIFE-24", "SCHED-14", "EXC-08", "TASK-20", "AGG-53");
        leaveOut("a foreign event loop keeps the thread that it has, whoever asks for a run",
                "SCHED-11", "TASK-22", "AGG-44", "PROC-21", "AGEN-03");
        leaveOut("an event loop that somebody else runs is running before the rule runs it", "LIFE-10", "LIFE-20",
                "DBG-04", "EAGER-03");
        leaveOut("what a task of Netty's hands to the view runs before Netty polls again", "SCHED-03");
    }

    private static void leaveOut(String reason, String... ids) {
        for (String id : ids) {
            OUT_OF_SCOPE.put(id, reason);
        }
    }

    private final NettyLoopUnderTest plain;
    private final IoKind kind;
    private final String carrier;

    AttachedLoopUnderTest(IoKind kind, String carrier) {
        this.plain = new NettyLoopUnderTest(kind, carrier, false);
        this.kind = kind;
        this.carrier = carrier;
        // Netty tells on this thread that an event loop has ended; it is not to come and go from rule to rule.
        var unused = GlobalEventExecutor.INSTANCE.scheduleAtFixedRate(() -> {}, 0, 500, TimeUnit.MILLISECONDS);
        ProcessSelector.open();
    }

    @Override
    public String name() {
        return "NettyEventLoop, attached";
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
    public String beside() {
        return "attached";
    }

    @Override
    public @Nullable String outOfScope(RuleText rule) {
        if (kind == IoKind.NIO && rule.id().equals("SRV-27")) {
            return "a selector closes the descriptors of closed channels when it polls, and a foreign one polls later";
        }
        return OUT_OF_SCOPE.get(rule.id());
    }

    @Override
    public AbstractEventLoop newLoop() {
        String before = System.getProperty(TaskCarrier.PROPERTY, "auto");
        System.setProperty(TaskCarrier.PROPERTY, carrier);
        try {
            return HeldLoop.create(kind);
        } finally {
            System.setProperty(TaskCarrier.PROPERTY, before);
        }
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> all = EnumSet.copyOf(plain.capabilities());
        all.remove(Capability.THREAD_MOVE);
        return all;
    }

    @Override
    public @Nullable String unavailable() {
        return plain.unavailable();
    }

    @Override
    public int openChannels(AbstractEventLoop loop) {
        return ((HeldLoop) loop).channels();
    }

    @Override
    public List<String> leaks() {
        return plain.leaks();
    }
}
