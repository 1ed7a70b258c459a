// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Netty's pollers and in what they differ for who drives them. Any thread. The classes of a poller are loaded when it
 * is first asked for.
 */
public enum Poller {

    /**
     * The JDK's selector. It waits whole milliseconds, returns when its thread is interrupted, and keeps the
     * descriptor of a closed channel open until it has polled once more.
     */
    NIO(TimeUnit.MILLISECONDS.toNanos(1)) {
        @Override
        public @Nullable Throwable unavailability() {
            return null;
        }

        @Override
        public IoHandlerFactory newFactory(boolean oneThread) {
            return NioIoHandler.newFactory();
        }
    },

    /** Linux's epoll, by Netty's native code. */
    EPOLL(1) {
        @Override
        public @Nullable Throwable unavailability() {
            return Epoll.unavailabilityCause();
        }

        @Override
        public IoHandlerFactory newFactory(boolean oneThread) {
            return EpollIoHandler.newFactory();
        }
    },

    /** The kqueue of macOS and the BSDs, by Netty's native code. */
    KQUEUE(1) {
        @Override
        public @Nullable Throwable unavailability() {
            return KQueue.unavailabilityCause();
        }

        @Override
        public IoHandlerFactory newFactory(boolean oneThread) {
            return KQueueIoHandler.newFactory();
        }
    },

    /**
     * Linux's io_uring, by Netty's native code. Its requests belong to the platform thread that made them: the kernel
     * cancels them when that thread ends.
     */
    IO_URING(1) {
        @Override
        public @Nullable Throwable unavailability() {
            Throwable tooOld = NettyVersion.problemOfIoUring();
            return tooOld == null ? IoUring.unavailabilityCause() : tooOld;
        }

        @Override
        public IoHandlerFactory newFactory(boolean oneThread) {
            // Unless "single issuer", an idle loop may be run, or be closed, by another thread than before.
            return IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setSingleIssuer(oneThread));
        }
    };

    private final long grainNanos;

    Poller(long grainNanos) {
        this.grainNanos = grainNanos;
    }

    /** {@return why this machine does not have it, or null if it has} */
    public abstract @Nullable Throwable unavailability();

    /**
     * Returns what makes a poller of this kind, which opens its descriptors.
     *
     * @param oneThread whether the poller will never be touched by another thread than the first
     * @return as Netty's groups take it
     */
    public abstract IoHandlerFactory newFactory(boolean oneThread);

    /** {@return what makes a poller for a thread of its own, as Netty's groups do by default} */
    public final IoHandlerFactory newFactory() {
        return newFactory(true);
    }

    /** {@return the shortest time that it can wait, in nanoseconds} */
    public long grainNanos() {
        return grainNanos;
    }

    /** Lengthens a wait to what the poller can do; shortened, the loop would poll again and again until it is time. */
    long roundUp(long nanos) {
        if (grainNanos == 1 || nanos > Long.MAX_VALUE - grainNanos) {
            return nanos;
        }
        return (nanos + grainNanos - 1) / grainNanos * grainNanos;
    }

    /** Whether an interrupt of its thread makes it return, and Netty then swallows the interrupt. */
    boolean wakesOnInterrupt() {
        return this == NIO;
    }

    /** Whether a virtual thread that waits in it keeps its carrier, and the scheduler does not know. */
    boolean pinsCarrier() {
        return this != NIO;
    }

    /** Whether what channels ask for, to close or to send, gets to the kernel by the next poll only. */
    boolean actsByPolling() {
        return this == IO_URING;
    }

    /** Whether the descriptors of closed channels are closed by the next poll only. */
    boolean closesByPolling() {
        return this == NIO;
    }
}
