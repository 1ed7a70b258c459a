// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import java.util.concurrent.TimeUnit;

/**
 * Lets a listening socket of io_uring rest when the process is out of descriptors or memory. Thread: as the handle and the
 * registration that it wraps.
 *
 * <p>Netty asks to accept again as soon as a multi-shot accept has failed, even if reading was turned off meanwhile. While
 * descriptors are missing that fails at once, and the loop spins. So for nearly as long as the listener wants to rest, its
 * wish to accept is not passed on; it asks again when it has rested.
 */
final class IoUringAcceptGuard {

    /** Linux's IORING_OP_ACCEPT. */
    private static final byte ACCEPT = 13;

    private static final int ENOMEM = 12;
    private static final int ENFILE = 23;
    private static final int EMFILE = 24;
    private static final int ENOBUFS = 105;

    /** Less than the second that the listener rests, so that its own wish gets through. */
    private static final long REST_MILLIS = 900;

    private final EventLoop loop;
    private boolean resting;

    IoUringAcceptGuard(EventLoop loop) {
        this.loop = loop;
    }

    private static boolean isOutOfResources(IoEvent event) {
        return event instanceof IoUringIoEvent completion
                && completion.opcode() == ACCEPT
                && switch (-completion.res()) {
                    case ENOMEM, ENFILE, EMFILE, ENOBUFS -> true;
                    default -> false;
                };
    }

    /** Netty does not show what a request is, save in its text. */
    private static boolean isAccept(IoOps request) {
        return request.toString().contains("{opcode=" + ACCEPT + ",");
    }

    IoHandle guard(IoUringIoHandle handle) {
        return new Handle(handle);
    }

    IoRegistration guard(IoRegistration registration) {
        return new Registration(registration);
    }

    private final class Handle extends ForwardingHandle implements IoUringIoHandle {

        Handle(IoUringIoHandle handle) {
            super(handle);
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            if (!resting && isOutOfResources(event)) {
                resting = true;
                loop.schedule(() -> resting = false, REST_MILLIS, TimeUnit.MILLISECONDS);
            }
            super.handle(registration, event);
        }
    }

    private final class Registration extends ForwardingRegistration {

        Registration(IoRegistration registration) {
            super(registration);
        }

        @Override
        public long submit(IoOps ops) {
            return resting && isAccept(ops) ? 0 : super.submit(ops);
        }
    }
}
