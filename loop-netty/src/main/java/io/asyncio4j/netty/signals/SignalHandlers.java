// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.signals;

import io.asyncio4j.context.Context;
import io.asyncio4j.netty.poll.ChannelHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The signal handlers of one loop: asyncio's {@code add_signal_handler}. Loop only.
 */
public final class SignalHandlers {

    /** The JVM would hand these out, but does not work without its own handler. */
    private static final Set<String> KEPT_BY_THE_JVM = Set.of("BUS");

    private final ChannelHost host;
    private final Map<String, SignalRoute> routes = new HashMap<>();

    /**
     * Makes the handlers of a loop.
     *
     * @param host the loop
     */
    public SignalHandlers(ChannelHost host) {
        this.host = host;
    }

    /**
     * Calls back on the loop when the signal comes; replaces this loop's former handler of it.
     *
     * @param signal which
     * @param callback what to call
     */
    public void add(SignalName signal, Runnable callback) {
        Objects.requireNonNull(callback, "addSignalHandler: callback is null; pass a lambda");
        host.checkOpen("addSignalHandler");
        if (KEPT_BY_THE_JVM.contains(signal.name())) {
            throw kept(signal, null);
        }
        SignalRoute next = new SignalRoute(signal.name(), host.loop(), callback, Context.copyCurrent());
        try {
            next.install(routes.get(signal.name()));
        } catch (IllegalArgumentException refused) {
            throw kept(signal, refused);
        }
        routes.put(signal.name(), next);
    }

    private static IllegalStateException kept(SignalName signal, @Nullable Throwable cause) {
        String who = switch (signal.name()) {
            case "KILL", "STOP" -> "the system lets nobody catch it";
            default -> "the JVM keeps it for itself";
        };
        return new IllegalStateException("addSignalHandler: " + signal + " (" + signal.number()
                + ") cannot be caught: " + who + "; choose another signal", cause);
    }

    /**
     * Takes this loop's handler away; the signal does what it did before.
     *
     * @param signal which
     * @return whether there was one
     */
    public boolean remove(SignalName signal) {
        host.check("removeSignalHandler");
        SignalRoute route = routes.remove(signal.name());
        if (route == null) {
            return false;
        }
        route.remove();
        return true;
    }

    /** Takes all of them away. */
    public void close() {
        for (SignalRoute route : new ArrayList<>(routes.values())) {
            route.remove();
        }
        routes.clear();
    }
}
