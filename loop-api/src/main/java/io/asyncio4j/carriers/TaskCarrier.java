// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.carriers;

import io.asyncio4j.events.AbstractEventLoop;

/**
 * A way to run coroutines; two of them behave the same and differ in cost (see the two implementations).
 *
 * <p>
 * Any thread. {@link #automatic()} takes {@code LoopCarrier} where {@code java.lang} is open to this library and
 * {@code BatonCarrier} elsewhere; the system property {@value #PROPERTY} ({@code auto}, {@code loop} or {@code baton})
 * forces one.
 */
public interface TaskCarrier {

    /** The system property that forces a carrier, read when a loop is made. */
    String PROPERTY = "io.asyncio4j.carrier";

    /** The flag that switches on the faster carrier. */
    String FLAG = "--add-opens java.base/java.lang=ALL-UNNAMED";

    /**
     * Returns the carrier's name.
     *
     * @return {@code LoopCarrier} or {@code BatonCarrier}
     */
    String name();

    /**
     * Tells whether steps are cheaper when the loop itself runs on a virtual thread.
     *
     * @return false unless said otherwise
     */
    default boolean prefersVirtualLoop() {
        return false;
    }

    /**
     * Makes a coroutine that has not started.
     *
     * @param loop the loop that will resume it
     * @param name the thread's name
     * @param body what it runs; must not throw
     * @return a new fiber
     */
    Fiber newFiber(AbstractEventLoop loop, String name, Runnable body);

    /**
     * Returns the carrier that a new loop uses.
     *
     * @return by the property, else the fastest that works
     * @throws IllegalStateException if the property forces the loop carrier and {@code java.lang} is not open, or if
     *             its value is unknown; the message names the flag
     */
    static TaskCarrier automatic() {
        return CarrierSelection.select();
    }

    /**
     * Returns a carrier by its name; for loops that let their users choose.
     *
     * @param name {@code LoopCarrier} or {@code loop}, {@code BatonCarrier} or {@code baton}, {@code auto}; in any case of
     *             letters
     * @return the carrier
     * @throws IllegalStateException if it is the loop carrier and {@code java.lang} is not open; the message names the flag
     * @throws IllegalArgumentException if there is none of this name
     */
    static TaskCarrier named(String name) {
        return CarrierSelection.named(name);
    }
}
