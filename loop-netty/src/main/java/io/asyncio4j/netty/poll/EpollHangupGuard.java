// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;

/**
 * Has a channel of epoll look when all that it is told is a hang-up. The owner's thread only.
 *
 * <p>Netty looks at what can be read or written, at errors and at half-closes, not at {@code EPOLLHUP}, which mostly comes with
 * one of these. A listening socket that the system shuts down gets it alone, with every poll: the loop spins, and nobody
 * learns why. To {@code poll(2)} a hang-up means that reading does not wait; so whoever wants to read does, and gets the error.
 */
final class EpollHangupGuard extends ForwardingHandle implements EpollIoHandle {

    /** The kernel's number, which Netty has no name for. */
    private static final int EPOLLHUP = 0x10;

    private final EpollIoHandle handle;
    private boolean reads;

    EpollHangupGuard(EpollIoHandle handle) {
        super(handle);
        this.handle = handle;
    }

    /** What the channel wants to be told of from now on. */
    void interest(EpollIoOps interest) {
        reads = interest.contains(EpollIoOps.EPOLLIN);
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        if (reads && event instanceof EpollIoEvent told && told.ops().value() == EPOLLHUP) {
            EpollIoEvent readable = () -> EpollIoOps.EPOLLIN;
            super.handle(registration, readable);
        } else {
            super.handle(registration, event);
        }
    }

    @Override
    public FileDescriptor fd() {
        return handle.fd();
    }
}
