// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.watch;

import io.asyncio4j.context.Context;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.netty.poll.NativeDescriptors;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Watches the writing end of a pipe for the close of its reading end, on epoll. Loop only.
 *
 * <p>The JDK's selector reports that only together with "there is room", which a pipe that is not full always has. Epoll reports
 * errors that nobody asked for: the descriptor is in it with no interest but that.
 */
public final class HangupWatch implements EpollIoHandle, NativeDescriptors.Borrowed {

    private final ChannelHost host;
    private final FileDescriptor descriptor;
    private final Watch watch;
    private @Nullable IoRegistration registration;
    private boolean cancelled;

    HangupWatch(ChannelHost host, int number, Runnable callback, Context context) {
        this.host = host;
        this.descriptor = new FileDescriptor(number);
        this.watch = new Watch(host.loop(), callback, context);
        host.onOwnThread(this::register);
    }

    private void register() {
        if (cancelled) {
            return;
        }
        IoRegistration made = ((IoEventLoop) host.eventLoop()).register(this).getNow();
        registration = made;
        if (made != null) {
            made.submit(EpollIoOps.EPOLLERR);
        }
    }

    /** Ends it; to be called before the descriptor is closed. */
    public void cancel() {
        cancelled = true;
        watch.cancel();
        IoRegistration present = registration;
        if (present != null) {
            registration = null;
            present.cancel();
        }
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        // Once: whoever is told closes the pipe.
        IoRegistration present = registration;
        registration = null;
        if (present != null) {
            present.cancel();
        }
        watch.queue();
    }

    @Override
    public void registered() {}

    @Override
    public void unregistered() {}

    @Override
    public void close() {
        cancel();
    }

    @Override
    public String toString() {
        return "hang-up of descriptor " + descriptor.intValue();
    }
}
