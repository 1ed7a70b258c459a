// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import org.jspecify.annotations.Nullable;

/**
 * Works around Netty's loss of data on half-closed epoll connections. Thread: as the registration it wraps.
 *
 * <p>Since 4.2.13 (netty#16689) {@code EpollIoHandler} answers a submitted interest of nothing by
 * {@code EPOLL_CTL_DEL}, yet keeps the registration's state "added". The next interest then is an
 * {@code EPOLL_CTL_MOD} of a descriptor that epoll no longer knows, which fails with {@code ENOENT}: whoever has
 * read the peer's end of stream (nothing left to read) and then has more to write than the socket takes loses the
 * rest, and a pause of reading after the end of stream closes the connection.
 *
 * <p>So "nothing" is never submitted: it becomes {@code EPOLLERR | EPOLLET}. Errors are reported by epoll anyway, and
 * edge-triggered they wake the loop at most once, so that a connection shut on both sides does not make it spin.
 *
 * <p>{@code EpollHalfCloseTest} tells when a version of Netty no longer needs this.
 */
final class EpollHalfCloseGuard extends ForwardingRegistration {

    private static final EpollIoOps NOTHING = EpollIoOps.EPOLLERR.with(EpollIoOps.EPOLLET);

    /** That of a channel, null for a descriptor of somebody else. */
    private final @Nullable EpollHangupGuard channel;

    /** Of a channel's own descriptor, else negative. */
    private final int owned;

    EpollHalfCloseGuard(IoRegistration registration, @Nullable EpollHangupGuard channel) {
        super(registration);
        this.channel = channel;
        this.owned = channel == null ? -1 : channel.fd().intValue();
        if (owned >= 0) {
            NativeDescriptors.add(owned, this);
        }
    }

    @Override
    public long submit(IoOps ops) {
        if (channel != null && ops instanceof EpollIoOps interest) {
            channel.interest(interest);
        }
        return super.submit(ops instanceof EpollIoOps interest && interest.value() == 0 ? NOTHING : ops);
    }

    @Override
    public boolean cancel() {
        // Also when it is cancelled already: a poller that ends cancels what is left without asking here.
        if (owned >= 0) {
            NativeDescriptors.remove(owned, this);
        }
        return super.cancel();
    }
}
