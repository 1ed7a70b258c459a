// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.netty.poll.Poller;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    private static final AtomicBoolean TOLD = new AtomicBoolean();

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
            return EPOLL.isAvailable() ? EPOLL : KQUEUE.isAvailable() ? KQUEUE : lastChoice();
        }
        Throwable cause = unavailabilityCause();
        if (cause != null) {
            throw new UnsupportedOperationException(
                    "IoKind." + this + ": not available on this machine (" + cause + "); " + remedy(), cause);
        }
        return this;
    }

    private String remedy() {
        return this == IO_URING && System.getProperty("os.name").startsWith("Linux")
                ? "container runtimes block io_uring by default: have the seccomp profile allow io_uring_setup,"
                        + " or use IoKind.EPOLL, or use IoKind.AUTO"
                : "use IoKind.AUTO";
    }

    /** Says once that it is not what this system is known for: what is missing is mostly missing by mistake. */
    private static IoKind lastChoice() {
        String system = System.getProperty("os.name");
        IoKind best = system.startsWith("Linux") ? EPOLL : system.startsWith("Mac") ? KQUEUE : NIO;
        Throwable cause = best.unavailabilityCause();
        if (cause != null && TOLD.compareAndSet(false, true)) {
            Throwable root = cause;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            LOG.log(Level.INFO,
                    "IoKind.AUTO: NIO is used, as Netty''s native code for {0} cannot be ({1}); where a folder for"
                            + " it is missing, have -Dio.netty.native.workdir name one that is writable and not noexec; else, to be"
                            + " silent, say IoKind.NIO",
                    best, root);
        }
        return NIO;
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
