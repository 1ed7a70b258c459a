// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.uring.IoUringIoHandle;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a channel and a poller because of faults in Netty: its handle and its registration, each wrapped as the
 * poller needs it. The owner's thread only; one for each registration.
 */
final class Guards {

    private final IoHandle handle;
    private final @Nullable IoUringAcceptGuard accept;

    private Guards(IoHandle handle, @Nullable IoUringAcceptGuard accept) {
        this.handle = handle;
        this.accept = accept;
    }

    static Guards of(IoHandle handle, EventLoop loop) {
        if (handle instanceof NativeDescriptors.Borrowed) {
            return new Guards(handle, null);
        }
        if (handle instanceof IoUringIoHandle ring) {
            IoUringAcceptGuard accept = new IoUringAcceptGuard(loop);
            return new Guards(accept.guard(new IoUringHalfCloseGuard(ring, loop)), accept);
        }
        return new Guards(
                handle instanceof EpollIoHandle epoll ? new EpollHangupGuard(epoll) : handle,
                null);
    }

    /** {@return what the poller is given} */
    IoHandle handle() {
        return handle;
    }

    /** {@return what the channel is given} */
    IoRegistration guard(IoRegistration registration) {
        if (accept != null) {
            return accept.guard(registration);
        }
        return switch (handle) {
            case EpollHangupGuard channel -> new EpollHalfCloseGuard(registration, channel);
            case EpollIoHandle borrowed -> new EpollHalfCloseGuard(registration, null);
            default -> registration;
        };
    }
}
