// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

/**
 * A library that makes event loops, found by {@link java.util.ServiceLoader}; what asyncio's policies were for.
 *
 * <p>
 * Any thread. A provider must be cheap to make and must not fail where its loop cannot work: that is what
 * {@link #newEventLoop()} may do.
 */
public interface EventLoopProvider {

    /**
     * Returns the name under which {@link EventLoops#PROPERTY} chooses this provider.
     *
     * @return short, such as {@code netty}
     */
    String name();

    /**
     * Returns how much this provider is preferred when nobody chose: the greatest wins, then the first by name.
     *
     * @return 0 unless there is a reason
     */
    default int priority() {
        return 0;
    }

    /**
     * Makes a loop; asyncio's {@code new_event_loop}.
     *
     * @return a new, idle loop
     * @throws IllegalStateException if this machine lacks what the loop needs; the message says what
     */
    AbstractEventLoop newEventLoop();

    /**
     * Makes a loop that one and the same thread will run and close, as {@code Asyncio.run} and {@code Runner} do. A
     * provider whose poller is faster for knowing that overrides this.
     *
     * @return a new, idle loop; it may refuse to be run or closed by another thread than the first that runs it
     * @throws IllegalStateException if this machine lacks what the loop needs; the message says what
     */
    default AbstractEventLoop newLoopOfOneThread() {
        return newEventLoop();
    }
}
