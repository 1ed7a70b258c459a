// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoopProvider;
import io.asyncio4j.events.EventLoops;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Loops with I/O, of whoever offers them. */
final class Providers {

    private Providers() {}

    /** Makes a loop of the named provider; {@code *}: of the best one. */
    static AbstractEventLoop newLoop(String name) {
        if (name.equals("*")) {
            return EventLoops.newEventLoop();
        }
        List<String> names = new ArrayList<>();
        for (EventLoopProvider provider : ServiceLoader.load(EventLoopProvider.class)) {
            if (provider.name().equals(name)) {
                return provider.newEventLoop();
            }
            names.add(provider.name());
        }
        throw new IllegalStateException(
                "@OnLoop: there is no provider \"" + name + "\", only " + names
                        + "; put its jar on the test's class path");
    }
}
