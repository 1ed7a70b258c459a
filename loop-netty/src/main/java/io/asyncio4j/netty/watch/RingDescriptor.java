// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.watch;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Handle;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.netty.poll.NativeDescriptors;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A watched descriptor that is known by its number only, on io_uring. Loop only. It stays its owner's, as on epoll; but the
 * system keeps a file that is closed while it is watched until the next poll.
 *
 * <p>Each direction is one request to be told once. When it has been answered and the callback has run, it is made again,
 * and answered at once if the descriptor is still ready: asked for sooner, it would tell of what the callback is about to
 * consume.
 */
final class RingDescriptor extends Watched implements IoUringIoHandle, NativeDescriptors.Borrowed {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    /** The kernel's numbers, which are part of its interface. */
    private static final byte IORING_OP_POLL_ADD = 6;

    private static final byte IORING_OP_ASYNC_CANCEL = 14;
    private static final int POLLIN = 0x1;
    private static final int POLLOUT = 0x4;

    private final int number;
    private final IntConsumer forget;
    private final Direction input = new Direction(POLLIN, 0);
    private final Direction output = new Direction(POLLOUT, 1);
    private @Nullable IoRegistration registration;

    /** One request at a time. */
    private final class Direction {
        private final int mask;
        private boolean wanted;

        /** The poller's name for the request that was made; 0: none. */
        private long request;

        /** Our own mark on it, by which the answers of earlier ones are told apart; even for input, odd for output. */
        private short mark;

        /** It was answered, and the callback is on its way. */
        private boolean resting;

        /** Queued right behind that callback. */
        private final Handle rested = new Handle(this::rested, host.loop(), Context.copyCurrent());

        Direction(int mask, int firstMark) {
            this.mask = mask;
            this.mark = (short) firstMark;
        }

        void want(IoRegistration registered, boolean want) {
            wanted = want;
            if (!want && request != 0) {
                registered.submit(new IoUringIoOps(
                        IORING_OP_ASYNC_CANCEL, (byte) 0, (short) 0, -1, 0, request, 0, 0, 0L, (short) 0, (short) 0,
                        0, 0));
                request = 0;
            } else if (want && request == 0 && !resting) {
                ask(registered);
            }
        }

        private void ask(IoRegistration registered) {
            mark += 2;
            request = registered.submit(new IoUringIoOps(
                    IORING_OP_POLL_ADD, (byte) 0, (short) 0, number, 0, 0, 0, mask, (long) mark, (short) 0, (short) 0,
                    0, 0));
        }

        boolean answered(short toMark) {
            if (request == 0 || toMark != mark) {
                return false;
            }
            request = 0;
            return true;
        }

        void rest() {
            resting = true;
            host.loop().enqueue(rested);
        }

        private void rested() {
            IoRegistration registered = registration;
            resting = false;
            if (registered != null && wanted) {
                ask(registered);
            }
        }
    }

    RingDescriptor(ChannelHost host, int number, IntConsumer forget) {
        super(host);
        this.number = number;
        this.forget = forget;
    }

    @Override
    IoRegistration register() throws IOException {
        Future<IoRegistration> done = ((IoEventLoop) host.eventLoop()).register(this);
        Throwable failure = done.cause();
        if (failure != null) {
            throw new IOException("register: " + this + " was refused by the poller", failure);
        }
        IoRegistration made = done.getNow();
        registration = made;
        return made;
    }

    @Override
    void submit(IoRegistration registered, boolean read, boolean write) {
        input.want(registered, read);
        output.want(registered, write);
    }

    @Override
    void cancel(IoRegistration registered) {
        registration = null;
        submit(registered, false, false);
        registered.cancel();
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        IoUringIoEvent answer = (IoUringIoEvent) event;
        short mark = (short) answer.userData();
        Direction direction = (mark & 1) == 0 ? input : output;
        if (answer.opcode() != IORING_OP_POLL_ADD || !direction.answered(mark)) {
            return;
        }
        if (answer.res() < 0) {
            LOG.log(Level.WARNING, "watch: {0} cannot be polled (errno {1}); its callbacks are dropped", this,
                    -answer.res());
            close();
            return;
        }
        ready(direction == input, direction == output);
        direction.rest();
    }

    @Override
    void forgotten() {
        forget.accept(number);
    }

    @Override
    public String toString() {
        return "watch of descriptor " + number;
    }
}
