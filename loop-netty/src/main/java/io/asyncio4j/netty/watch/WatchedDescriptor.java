// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.watch;

import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.netty.poll.NativeDescriptors;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A watched descriptor that is known by its number, on epoll. Loop only. It stays its owner's, who has to stop the watch
 * before closing it: another file may have the number from then on.
 *
 * <p>The writing end of a pipe can also be watched for the close of its reading end. The JDK's selector reports that only
 * together with "there is room", which a pipe that is not full always has; epoll reports errors that nobody asked for.
 */
final class WatchedDescriptor extends Watched implements EpollIoHandle, NativeDescriptors.Borrowed {

    /** Older versions of Netty have no name for it. */
    private static final EpollIoOps NONE = EpollIoOps.valueOf(0);

    private static final EpollIoOps FAILED =
            EpollIoOps.EPOLLERR.with(EpollIoOps.valueOf(0x10));

    private final FileDescriptor descriptor;
    private final IntConsumer forget;
    private final boolean ofTransport;
    private @Nullable Watch hangup;

    /**
     * Makes it.
     *
     * @param ofTransport whether it is a transport's own, and nobody else may watch it
     * @param forget told when the poller lets go of it for good
     */
    WatchedDescriptor(ChannelHost host, int number, boolean ofTransport, IntConsumer forget) {
        super(host);
        this.descriptor = new FileDescriptor(number);
        this.ofTransport = ofTransport;
        this.forget = forget;
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    IoRegistration register() throws IOException {
        Future<IoRegistration> done = ((IoEventLoop) host.eventLoop()).register(this);
        Throwable failure = done.cause();
        if (failure != null) {
            throw new IOException("register: " + this + " was refused by the poller", failure);
        }
        return done.getNow();
    }

    /** Calls back once when the other end has gone. */
    void hangup(Watch watch) {
        hangup = watch;
        follow();
    }

    @Override
    boolean isAttentive() {
        return hangup != null;
    }

    @Override
    void submit(IoRegistration registered, boolean read, boolean write) {
        EpollIoOps interest = hangup == null ? NONE : EpollIoOps.EPOLLERR;
        if (read) {
            interest = interest.with(EpollIoOps.EPOLLIN);
        }
        registered.submit(write ? interest.with(EpollIoOps.EPOLLOUT) : interest);
    }

    /** On the poller's own thread, so that it is done before the number is registered again. */
    @Override
    void cancel(IoRegistration registered) {
        if (host.loop().isClosed()) {
            registered.cancel();
        } else {
            host.onOwnThread(registered::cancel);
        }
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        EpollIoOps ops = ((EpollIoEvent) event).ops();
        boolean failed = ops.contains(FAILED);
        Watch told = hangup;
        if (failed && told != null) {
            // Once: whoever is told closes the pipe.
            hangup = null;
            follow();
            told.queue();
        }
        ready(failed || ops.contains(EpollIoOps.EPOLLIN), failed || ops.contains(EpollIoOps.EPOLLOUT));
    }

    @Override
    public void registered() {
        if (ofTransport) {
            NativeDescriptors.add(descriptor.intValue(), this);
        }
    }

    @Override
    public void unregistered() {
        NativeDescriptors.remove(descriptor.intValue(), this);
    }

    @Override
    void drop() {
        Watch present = hangup;
        hangup = null;
        if (present != null) {
            present.cancel();
        }
        super.drop();
    }

    @Override
    void forgotten() {
        forget.accept(descriptor.intValue());
    }

    @Override
    public String toString() {
        return "watch of descriptor " + descriptor.intValue();
    }
}
