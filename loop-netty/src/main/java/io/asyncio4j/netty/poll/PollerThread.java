// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

/**
 * Which thread a poller belongs to, as far as it belongs to one. The owner's thread, save {@link #checkOnly}.
 *
 * <p>To io_uring threads matter: requests are those of the thread that made them, and a ring of one thread refuses all others
 * for good. The other pollers do not care.
 */
final class PollerThread {

    private static final long NONE = -1;

    private final boolean matters;
    private final boolean one;
    private long last = NONE;

    /**
     * Knows no thread yet.
     *
     * @param poller whose
     * @param one whether the first thread will be the only one
     */
    PollerThread(Poller poller, boolean one) {
        this.matters = poller == Poller.IO_URING;
        this.one = one;
    }

    /** Refuses a thread on which live channels would silently stop, or which the poller would refuse. */
    void checkMayRun(int registrations) {
        if (!matters) {
            return;
        }
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            throw new IllegalStateException("run: io_uring requests belong to a platform thread, but \"" + thread
                    + "\" is virtual; run this loop on a platform thread or create it with another IoKind");
        }
        checkOnly("run");
        if (last != NONE && last != thread.threadId() && registrations > 0) {
            throw new IllegalStateException("run: this io_uring loop has " + registrations
                    + " live registrations, whose requests belong to thread #" + last + " and not to \""
                    + thread.getName()
                    + "\"; run it there again, close its channels first, or create the loop with another IoKind");
        }
    }

    /** Refuses another thread than the only one. */
    void checkOnly(String operation) {
        Thread thread = Thread.currentThread();
        if (matters && one && last != NONE && last != thread.threadId()) {
            throw new IllegalStateException(operation + ": this loop was made for one thread, and that is #" + last
                    + ", not \"" + thread.getName() + "\"; " + operation
                    + " it there, or make it without NettyLoopOptions.oneThread");
        }
    }

    /** {@return whether the calling thread is another one than the last, which the poller is to be told} */
    boolean bind() {
        long current = Thread.currentThread().threadId();
        boolean other = last != current;
        last = current;
        return other;
    }
}
