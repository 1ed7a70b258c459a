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

/**
 * A watched descriptor that is known by its number only, on epoll. Loop only. It stays its owner's, who has to stop the watch
 * before closing it: another file may have the number from then on.
 */
final class WatchedDescriptor extends Watched implements EpollIoHandle, NativeDescriptors.Borrowed {

    private static final EpollIoOps FAILED =
            EpollIoOps.EPOLLERR.with(EpollIoOps.valueOf(0x10));

    private final FileDescriptor descriptor;
    private final IntConsumer forget;

    WatchedDescriptor(ChannelHost host, int number, IntConsumer forget) {
        super(host);
        this.descriptor = new FileDescriptor(number);
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

    @Override
    void submit(IoRegistration registered, boolean read, boolean write) {
        registered.submit(
                read && write ? EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT)
                        : read ? EpollIoOps.EPOLLIN : EpollIoOps.EPOLLOUT);
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
        ready(failed || ops.contains(EpollIoOps.EPOLLIN), failed || ops.contains(EpollIoOps.EPOLLOUT));
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
