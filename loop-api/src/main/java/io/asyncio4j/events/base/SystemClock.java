// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

/** The only place that asks the JVM for its monotonic time. */
final class SystemClock implements LoopClock {

    static final SystemClock INSTANCE = new SystemClock();

    private final long origin = System.nanoTime();

    private SystemClock() {}

    @Override
    public long nanos() {
        return System.nanoTime() - origin;
    }

    @Override
    public String toString() {
        return "system clock";
    }
}
