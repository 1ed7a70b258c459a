// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import io.asyncio4j.internal.Probe;

/**
 * Switches on events for the JDK's flight recorder; off by default. Any thread; loops that run begin with their next batch.
 * The system property {@code io.asyncio4j.jfr=true} does the same at the start. Needs the module jdk.jfr.
 *
 * <p>
 * Events, which a recording configures as usual (here with their thresholds):
 *
 * <ul>
 * <li>{@code io.asyncio4j.SlowCallback} (100 ms): a callback or a step of a task, with its loop
 * <li>{@code io.asyncio4j.LoopLag} (20 ms): a batch of callbacks, while which nothing else of its loop could run
 * <li>{@code io.asyncio4j.Task} (none): the life of a task, with its name, loop, outcome and error
 * <li>{@code io.asyncio4j.Stall}: what a {@link StallWatch} has found, with the stack that holds the loop
 * <li>{@code io.asyncio4j.AcceptFailure}: a connection that could not be accepted
 * <li>{@code io.asyncio4j.TlsHandshake}: the end of a handshake, with how long it took and its error
 * <li>{@code io.asyncio4j.ConnectionMade} and {@code io.asyncio4j.ConnectionLost}: transports; only if the recording asks for them
 * </ul>
 */
public final class JfrEvents {

    private JfrEvents() {}

    /** Switches them on. */
    public static void enable() {
        if (!(Probe.active() instanceof JfrProbe)) {
            Probe.activate(new JfrProbe());
        }
    }

    /** Switches them off. Tasks that live on are not told of any more. */
    public static void disable() {
        Probe.activate(null);
    }
}
