// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.carriers;

import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Probes once what this JVM allows, and says in one log line what was chosen and which flag would change it. */
final class CarrierSelection {

    private static final System.Logger LOG = System.getLogger("io.asyncio4j.carriers");
    private static final AtomicBoolean SAID = new AtomicBoolean();
    private static final TaskCarrier BATON = new BatonCarrier();

    private CarrierSelection() {}

    static TaskCarrier select() {
        String wanted = System.getProperty(TaskCarrier.PROPERTY, "auto");
        TaskCarrier chosen = find(wanted);
        if (chosen == null) {
            throw new IllegalStateException("carrier: the system property " + TaskCarrier.PROPERTY + " is \"" + wanted
                    + "\"; use auto, loop or baton");
        }
        if (SAID.compareAndSet(false, true)) {
            LOG.log(
                    Level.DEBUG,
                    () -> "coroutines run on " + chosen.name()
                            + (chosen == BATON && !VirtualThreads.isOpen()
                                    ? "; " + TaskCarrier.FLAG + " switches on the faster LoopCarrier"
                                    : ""));
        }
        return chosen;
    }

    static TaskCarrier named(String name) {
        TaskCarrier chosen = find(name);
        if (chosen == null) {
            throw new IllegalArgumentException("carrier: \"" + name + "\" is none; use auto, loop or baton");
        }
        return chosen;
    }

    private static @Nullable TaskCarrier find(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "auto" -> VirtualThreads.isOpen() ? LoopCarrier.INSTANCE : BATON;
            case "loop", "loopcarrier" -> forcedLoopCarrier();
            case "baton", "batoncarrier" -> BATON;
            default -> null;
        };
    }

    private static TaskCarrier forcedLoopCarrier() {
        if (!VirtualThreads.isOpen()) {
            throw new IllegalStateException("carrier: LoopCarrier was asked for, for instance by "
                    + TaskCarrier.PROPERTY + ", but java.lang is not open (" + VirtualThreads.whyClosed()
                    + "); start java with "
                    + TaskCarrier.FLAG);
        }
        return LoopCarrier.INSTANCE;
    }
}
