// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.watch;

import io.asyncio4j.netty.poll.ChannelHost;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * A watched channel of the JDK, on the loop's own selector or on the one beside it. Loop only.
 */
final class WatchedChannel extends Watched implements NioIoHandle {

    private static final int READS = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

    private static final int WRITES = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    private final SelectableChannel channel;
    private final Consumer<SelectableChannel> forget;

    WatchedChannel(ChannelHost host, SelectableChannel channel, Consumer<SelectableChannel> forget) {
        super(host);
        this.channel = channel;
        this.forget = forget;
    }

    static boolean canRead(SelectableChannel channel) {
        return (channel.validOps() & READS) != 0;
    }

    static boolean canWrite(SelectableChannel channel) {
        return (channel.validOps() & WRITES) != 0;
    }

    @Override
    public SelectableChannel selectableChannel() {
        return channel;
    }

    @Override
    IoRegistration register() throws IOException {
        // Done at once, as this is the poller's own thread.
        Future<IoRegistration> done = ((IoEventLoop) host.forJdkChannels()).register(this);
        Throwable failure = done.cause();
        if (failure != null) {
            throw new IOException("register: " + channel + " was refused by the poller", failure);
        }
        return done.getNow();
    }

    @Override
    void submit(IoRegistration registered, boolean read, boolean write) {
        if (registered.isValid()) {
            registered.submit(NioIoOps.valueOf(interest(read, write)));
        }
    }

    private int interest(boolean read, boolean write) {
        int ops = (read ? READS : 0) | (write ? WRITES : 0);
        if (channel instanceof SocketChannel stream && stream.isConnected()) {
            ops &= ~SelectionKey.OP_CONNECT;
        }
        return ops & channel.validOps();
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
        int ops = ((NioIoEvent) event).ops().value();
        ready((ops & READS) != 0, (ops & WRITES) != 0);
    }

    @Override
    void forgotten() {
        forget.accept(channel);
    }

    @Override
    public String toString() {
        return "watch of " + channel;
    }
}
