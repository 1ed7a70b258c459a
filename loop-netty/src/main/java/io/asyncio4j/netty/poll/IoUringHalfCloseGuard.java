// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import java.util.concurrent.TimeUnit;

/**
 * Works around a write that never goes on on half-closed io_uring connections. The owner's thread only.
 *
 * <p>The kernel answers every poll of a socket whose peer has ended its side by {@code POLLRDHUP}, also the poll for
 * {@code POLLOUT} that Netty makes when the socket is full (and has to make for sockets that connected; accepted ones
 * block in the kernel). Netty 4.2.18 takes the answer for that of its other poll, for {@code POLLRDHUP}, and goes on
 * waiting for an answer that was given: whoever has more to send than the socket takes hangs.
 *
 * <p>That other poll is made once, so one such answer is its own and every further one is that of {@code POLLOUT}. It
 * says nothing about room in the socket, and the next would come at once; so the write is tried again a moment later.
 *
 * <p>Nor does Netty look behind the last bytes that came before a reset: the poll for input has answered once, and the
 * completion of the read says that the socket is empty, which an error does not count against. So once there was an error,
 * each read that brought something is followed by another.
 */
final class IoUringHalfCloseGuard extends ForwardingHandle implements IoUringIoHandle {

    /** The kernel's numbers, which are part of its interface. */
    private static final byte IORING_OP_POLL_ADD = 6;

    private static final byte IORING_OP_RECV = 27;

    /** The poll goes on: Netty shall not take it for ended. */
    private static final int IORING_CQE_F_MORE = 1 << 1;

    private static final int POLLIN = 0x1;
    private static final int POLLOUT = 0x4;
    private static final int POLLERR = 0x8;
    private static final int POLLHUP = 0x10;
    private static final int POLLRDHUP = 0x2000;

    /** A socket's buffer, once a millisecond, is more than loopback carries. */
    private static final long RETRY_MILLIS = 1;

    private final EventLoop eventLoop;
    private boolean ended;
    private boolean failed;
    private boolean readsAgain;

    IoUringHalfCloseGuard(IoUringIoHandle handle, EventLoop eventLoop) {
        super(handle);
        this.eventLoop = eventLoop;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        if (event instanceof IoUringIoEvent ring
                && ring.opcode() == IORING_OP_POLL_ADD
                && ring.res() == POLLRDHUP) {
            if (ended) {
                var unused = eventLoop.schedule(() -> writable(registration), RETRY_MILLIS, TimeUnit.MILLISECONDS);
                return;
            }
            ended = true;
        }
        boolean again = event instanceof IoUringIoEvent ring && mayHideError(ring);
        super.handle(registration, event);
        if (again && !readsAgain) {
            readsAgain = true;
            var unused = eventLoop.schedule(() -> readable(registration), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private boolean mayHideError(IoUringIoEvent ring) {
        if (ring.opcode() == IORING_OP_POLL_ADD && ring.res() > 0 && (ring.res() & (POLLERR | POLLHUP)) != 0) {
            failed = true;
            return true;
        }
        return failed && ring.opcode() == IORING_OP_RECV && ring.res() > 0;
    }

    private void readable(IoRegistration registration) {
        readsAgain = false;
        if (registration.isValid()) {
            super.handle(registration, new IoUringIoEvent(POLLIN, IORING_CQE_F_MORE, IORING_OP_POLL_ADD, 0L));
        }
    }

    private void writable(IoRegistration registration) {
        if (registration.isValid()) {
            super.handle(registration, new IoUringIoEvent(POLLOUT, 0, IORING_OP_POLL_ADD, 0L));
        }
    }
}
