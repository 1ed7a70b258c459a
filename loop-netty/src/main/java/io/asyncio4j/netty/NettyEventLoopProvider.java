// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoopProvider;
import java.util.Arrays;
import java.util.Locale;

/**
 * Makes the loops of {@code Asyncio.run} and {@code EventLoops.newEventLoop()} where this module is present. Any thread.
 *
 * <p>The system property {@value #KIND} chooses the {@link IoKind}, such as {@code nio}; without it: {@code auto}.
 */
public final class NettyEventLoopProvider implements EventLoopProvider {

    /** The system property that chooses the poller, read for each new loop; upper or lower case. */
    public static final String KIND = "io.asyncio4j.netty.kind";

    /** Constructs a provider; the service loader does. */
    public NettyEventLoopProvider() {}

    @Override
    public String name() {
        return "netty";
    }

    /**
     * Makes a loop.
     *
     * @throws IllegalStateException if the property names no kind, or one that this machine does not have
     */
    @Override
    public AbstractEventLoop newEventLoop() {
        return create(false);
    }

    /**
     * Makes a loop of one thread, see {@link NettyLoopOptions#oneThread}.
     *
     * @throws IllegalStateException if the property names no kind, or one that this machine does not have
     */
    @Override
    public AbstractEventLoop newLoopOfOneThread() {
        return create(true);
    }

    private static AbstractEventLoop create(boolean oneThread) {
        try {
            return NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(kind()).oneThread(oneThread));
        } catch (UnsupportedOperationException e) {
            throw new IllegalStateException("newEventLoop: " + e.getMessage(), e);
        }
    }

    private static IoKind kind() {
        String wanted = System.getProperty(KIND, "auto");
        for (IoKind kind : IoKind.values()) {
            if (kind.name().equals(wanted.toUpperCase(Locale.ROOT))) {
                return kind;
            }
        }
        throw new IllegalStateException("newEventLoop: the system property " + KIND + " is \"" + wanted
                + "\"; use one of " + Arrays.toString(IoKind.values()));
    }
}
