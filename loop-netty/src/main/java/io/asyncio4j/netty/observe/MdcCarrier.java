// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.observe;

import io.asyncio4j.context.ContextCarrier;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Lets SLF4J's MDC go along with asyncio's {@code Context}: what a coroutine puts there is in all its log lines, across every
 * {@code await}, in those of its callbacks and of the tasks that it makes; never in those of others. {@link #register()} once.
 */
public final class MdcCarrier implements ContextCarrier<Map<String, String>> {

    private static final MdcCarrier INSTANCE = new MdcCarrier();

    private MdcCarrier() {}

    /** Switches it on, for all loops of this JVM. Any thread; before loops run. */
    public static void register() {
        ContextCarrier.register(INSTANCE);
    }

    /** Switches it off. */
    public static void unregister() {
        ContextCarrier.unregister(INSTANCE);
    }

    @Override
    public @Nullable Map<String, String> capture() {
        Map<String, String> all = MDC.getCopyOfContextMap();
        return all == null || all.isEmpty() ? null : all;
    }

    @Override
    public void install(@Nullable Map<String, String> value) {
        if (value == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(value);
        }
    }
}
