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
import org.jspecify.annotations.Nullable;

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

    private final class Handle implements IoUringIoHandle {
        private final IoUringIoHandle handle;

        Handle(IoUringIoHandle handle) {
            this.handle = handle;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            if (!resting && isOutOfResources(event)) {
                resting = true;
                loop.schedule(() -> resting = false, REST_MILLIS, TimeUnit.MILLISECONDS);
            }
            handle.handle(registration, event);
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

    private final class Registration implements IoRegistration {
        private final IoRegistration registration;

        Registration(IoRegistration registration) {
            this.registration = registration;
        }

        @Override
        public long submit(IoOps ops) {
            return resting && isAccept(ops) ? 0 : registration.submit(ops);
        }

        @Override
        public <T extends @Nullable Object> T attachment() {
            return registration.attachment();
        }

        @Override
        public boolean isValid() {
            return registration.isValid();
        }

        @Override
        public boolean cancel() {
            return registration.cancel();
        }

        @Override
        public String toString() {
            return registration.toString();
        }
    }
}
