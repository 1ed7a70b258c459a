// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.RuleText;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A loop under test whose loops are decorated. */
final class DecoratedLoop implements LoopUnderTest {

    private final LoopUnderTest subject;
    private final String words;
    private final UnaryOperator<AbstractEventLoop> decorator;

    DecoratedLoop(LoopUnderTest subject, String words, UnaryOperator<AbstractEventLoop> decorator) {
        this.subject = subject;
        this.words = words;
        this.decorator = decorator;
    }

    private static AbstractEventLoop sound(AbstractEventLoop loop) {
        return loop instanceof ForwardingCore forwarding ? forwarding.inner : loop;
    }

    @Override
    public String name() {
        return subject.name() + " that " + words;
    }

    @Override
    public String kind() {
        return subject.kind();
    }

    @Override
    public String carrier() {
        return subject.carrier();
    }

    @Override
    public AbstractEventLoop newLoop() {
        return decorator.apply(subject.newLoop());
    }

    @Override
    public @Nullable AbstractEventLoop newLoop(LoopClock clock) {
        AbstractEventLoop made = subject.newLoop(clock);
        return made == null ? null : decorator.apply(made);
    }

    @Override
    public Set<Capability> capabilities() {
        return subject.capabilities();
    }

    @Override
    public @Nullable String outOfScope(RuleText rule) {
        return subject.outOfScope(rule);
    }

    @Override
    public @Nullable String unavailable() {
        return subject.unavailable();
    }

    @Override
    public @Nullable String asyncioVersion() {
        return subject.asyncioVersion();
    }

    @Override
    public List<String> loggers() {
        return subject.loggers();
    }

    @Override
    public double timeScale() {
        return subject.timeScale();
    }

    @Override
    public boolean debug() {
        return subject.debug();
    }

    @Override
    public Thread.Builder threads() {
        return subject.threads();
    }

    @Override
    public int openChannels(AbstractEventLoop loop) {
        return subject.openChannels(sound(loop));
    }

    @Override
    public int liveTimers(AbstractEventLoop loop) {
        return subject.liveTimers(sound(loop));
    }

    @Override
    public List<String> leaks() {
        return subject.leaks();
    }
}
