// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

/** A ready-made handle as the callback of another one: what is said of the outer one names the inner one's work. */
record QueuedHandle(Handle handle) implements Runnable {

    @Override
    public void run() {
        handle.run();
    }

    @Override
    public String toString() {
        return handle.toString();
    }
}
