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
 */
final class IoUringHalfCloseGuard implements IoUringIoHandle {

    /** The kernel's numbers, which are part of its interface. */
    private static final byte IORING_OP_POLL_ADD = 6;

    private static final int POLLOUT = 0x4;
    private static final int POLLRDHUP = 0x2000;

    /** A socket's buffer, once a millisecond, is more than loopback carries. */
    private static final long RETRY_MILLIS = 1;

    private final IoUringIoHandle handle;
    private final EventLoop eventLoop;
    private boolean ended;

    IoUringHalfCloseGuard(IoUringIoHandle handle, EventLoop eventLoop) {
        this.handle = handle;
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
        handle.handle(registration, event);
    }

    private void writable(IoRegistration registration) {
        if (registration.isValid()) {
            handle.handle(registration, new IoUringIoEvent(POLLOUT, 0, IORING_OP_POLL_ADD, 0L));
        }
    }

    @Override
    public void registered() {
        handle.registered();
    }

    @Override
    public void unregistered() {
        handle.unregistered();
    }

    @Override
    public void close() throws Exception {
        handle.close();
    }

    @Override
    public String toString() {
        return handle.toString();
    }
}
