// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.netty.poll.Poller;
import org.jspecify.annotations.Nullable;

/**
 * How a loop waits for I/O (asyncio: the choice between {@code SelectorEventLoop} and {@code ProactorEventLoop}, and of
 * a selector). Any thread.
 */
public enum IoKind {

    /** The JDK's selector: asyncio's selector loop, everywhere. Timers are exact to a millisecond. */
    NIO(Poller.NIO),

    /** Linux's epoll through Netty's native code. Timers are exact to the clock. */
    EPOLL(Poller.EPOLL),

    /**
     * Linux's io_uring through Netty's native code: asyncio's proactor. Never chosen by {@link #AUTO}: the kernel ties its
     * requests to the platform thread that made them. So a loop of this kind refuses to run on a virtual thread, and on
     * another thread than before while it has open channels.
     */
    IO_URING(Poller.IO_URING),

    /** The kqueue of macOS and the BSDs through Netty's native code. */
    KQUEUE(Poller.KQUEUE),

    /** The best that this machine has: {@link #EPOLL}, else {@link #KQUEUE}, else {@link #NIO}. */
    AUTO(null);

    private final @Nullable Poller poller;

    IoKind(@Nullable Poller poller) {
        this.poller = poller;
    }

    /**
     * Tells whether loops of this kind can be made on this machine.
     *
     * @return true if so; always for {@link #NIO} and {@link #AUTO}
     */
    public boolean isAvailable() {
        return unavailabilityCause() == null;
    }

    /**
     * Tells why loops of this kind cannot be made on this machine.
     *
     * @return what went wrong, such as a native library that does not load, or null if they can be made
     */
    public @Nullable Throwable unavailabilityCause() {
        return poller == null ? null : poller.unavailability();
    }

    /**
     * Chooses the kind that a loop will really have.
     *
     * @return this kind, or for {@link #AUTO} the best that is available
     * @throws UnsupportedOperationException if this kind is not available here; the cause says why
     */
    public IoKind resolve() {
        if (this == AUTO) {
            return EPOLL.isAvailable() ? EPOLL : KQUEUE.isAvailable() ? KQUEUE : NIO;
        }
        Throwable cause = unavailabilityCause();
        if (cause != null) {
            throw new UnsupportedOperationException(
                    "IoKind." + this + ": not available on this machine (" + cause + "); use IoKind.AUTO", cause);
        }
        return this;
    }

    /** Of a resolved kind. */
    Poller poller() {
        Poller known = poller;
        return known == null ? resolve().poller() : known;
    }

    static IoKind of(Poller poller) {
        return switch (poller) {
            case NIO -> NIO;
            case EPOLL -> EPOLL;
            case KQUEUE -> KQUEUE;
            case IO_URING -> IO_URING;
        };
    }
}
