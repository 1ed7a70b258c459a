// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.observe;

import io.asyncio4j.context.ContextCarrier;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import org.jspecify.annotations.Nullable;

/**
 * Lets OpenTelemetry's context, and with it the current span, go along with asyncio's: a span that a coroutine makes current is
 * the parent of those that its callbacks and the tasks that it makes begin. {@link #register()} once.
 */
// Who calls this has OpenTelemetry; nobody else shall need it.
@SuppressWarnings("exports")
public final class OpenTelemetryCarrier implements ContextCarrier<Context> {

    private static final OpenTelemetryCarrier INSTANCE = new OpenTelemetryCarrier();

    private OpenTelemetryCarrier() {}

    /** Switches it on, for all loops of this JVM. Any thread; before loops run. */
    public static void register() {
        ContextCarrier.register(INSTANCE);
    }

    /** Switches it off. */
    public static void unregister() {
        ContextCarrier.unregister(INSTANCE);
    }

    @Override
    public @Nullable Context capture() {
        Context current = Context.current();
        return current == Context.root() ? null : current;
    }

    /** The scope is not needed: what was there before is installed again, too. */
    @Override
    @SuppressWarnings("MustBeClosedChecker")
    public void install(@Nullable Context value) {
        var unused = ContextStorage.get().attach(value == null ? Context.root() : value);
    }
}
