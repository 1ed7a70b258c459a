// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.kqueue.KQueueIoHandle;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUringIoHandle;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;

/**
 * A handle as the poller sees it: counts itself while it is registered, and lets no exception out. The owner's thread
 * only.
 *
 * <p>Netty's pollers answer an exception from a handle by sleeping a second (io_uring: a tenth) on the loop's thread,
 * lest they spin. Here the handle is closed instead, which ends the repetition for certain and costs the others
 * nothing.
 *
 * <p>A poller casts what it is given to its own kind of handle, hence a class a kind.
 */
abstract sealed class TrackedHandle implements IoHandle {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    /** Told when a handle enters and leaves the poller. */
    interface Registry {
        void registered();

        void unregistered();
    }

    private final IoHandle handle;
    private final Registry registry;

    private TrackedHandle(IoHandle handle, Registry registry) {
        this.handle = handle;
        this.registry = registry;
    }

    /** Wraps a handle of one of the four pollers; any other is returned as it is, for the poller to refuse. */
    static IoHandle of(IoHandle handle, Registry registry) {
        return switch (handle) {
            case NioIoHandle nio -> new Nio(nio, registry);
            case EpollIoHandle epoll -> new Epoll(epoll, registry);
            case IoUringIoHandle ring -> new IoUring(ring, registry);
            case KQueueIoHandle kqueue -> new KQueue(kqueue, registry);
            default -> handle;
        };
    }

    @Override
    public final void handle(IoRegistration registration, IoEvent event) {
        try {
            handle.handle(registration, event);
        } catch (Exception e) {
            LOG.log(Level.WARNING, "poll: " + handle + " failed to handle " + event + "; it is closed", e);
            close();
        }
    }

    @Override
    public final void registered() {
        registry.registered();
        handle.registered();
    }

    @Override
    public final void unregistered() {
        registry.unregistered();
        handle.unregistered();
    }

    @Override
    public final void close() {
        close(handle);
    }

    /** Closes a handle; a failure is logged. */
    static void close(IoHandle handle) {
        try {
            handle.close();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "poll: " + handle + " failed to close", e);
        }
    }

    @Override
    public final String toString() {
        return handle.toString();
    }

    private static final class Nio extends TrackedHandle implements NioIoHandle {
        private final NioIoHandle handle;

        Nio(NioIoHandle handle, Registry registry) {
            super(handle, registry);
            this.handle = handle;
        }

        @Override
        public SelectableChannel selectableChannel() {
            return handle.selectableChannel();
        }
    }

    private static final class Epoll extends TrackedHandle implements EpollIoHandle {
        private final EpollIoHandle handle;

        Epoll(EpollIoHandle handle, Registry registry) {
            super(handle, registry);
            this.handle = handle;
        }

        @Override
        public FileDescriptor fd() {
            return handle.fd();
        }
    }

    private static final class IoUring extends TrackedHandle implements IoUringIoHandle {
        IoUring(IoUringIoHandle handle, Registry registry) {
            super(handle, registry);
        }
    }

    private static final class KQueue extends TrackedHandle implements KQueueIoHandle {
        private final KQueueIoHandle handle;

        KQueue(KQueueIoHandle handle, Registry registry) {
            super(handle, registry);
            this.handle = handle;
        }

        @Override
        public int ident() {
            return handle.ident();
        }
    }
}
