// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.internal;

import org.jspecify.annotations.Nullable;

/** Where the probe is kept, and how the one that the property asks for is found: by its name, as the core must not know it. */
final class ActiveProbe {

    /** Plain: whoever switches it on or off need not be seen in the middle of a batch. */
    static @Nullable Probe probe;

    static {
        if (Boolean.getBoolean(Probe.PROPERTY)) {
            try {
                Class.forName("io.asyncio4j.diagnostics.JfrEvents")
                        .getMethod("enable")
                        .invoke(null);
            } catch (ReflectiveOperationException | LinkageError noJfr) {
                throw new IllegalStateException(
                        Probe.PROPERTY + ": this JVM has no flight recorder; add the module jdk.jfr, or unset it",
                        noJfr);
            }
        }
    }

    private ActiveProbe() {}
}
