// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.AbstractNioMessageChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listening unix socket of the JDK. Thread: as any channel of Netty.
 *
 * <p>Netty's own class deletes the socket's file when it is closed, whoever has put another one there meanwhile. This one
 * leaves files alone.
 */
public final class NioUnixServerChannel extends AbstractNioMessageChannel implements ServerChannel {

    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final Config config = new Config();
    private final int backlog;
    private boolean bound;

    /**
     * Opens a socket.
     *
     * @param backlog how many connections may wait to be accepted
     */
    public NioUnixServerChannel(int backlog) {
        this(open(), backlog);
    }

    /**
     * Wraps a socket, bound or not, and sets it non-blocking.
     *
     * @param channel the socket
     * @param backlog how many connections may wait to be accepted, if it is still to be bound
     */
    public NioUnixServerChannel(ServerSocketChannel channel, int backlog) {
        super(null, channel, SelectionKey.OP_ACCEPT);
        this.backlog = backlog;
        try {
            bound = channel.getLocalAddress() != null;
        } catch (IOException closed) {
            throw new ChannelException(closed);
        }
    }

    private static ServerSocketChannel open() {
        try {
            return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException e) {
            throw new ChannelException("Failed to open a socket.", e);
        }
    }

    private final class Config extends DefaultChannelConfig {
        Config() {
            super(NioUnixServerChannel.this);
        }

        @Override
        protected void autoReadCleared() {
            clearReadPending();
        }
    }

    @Override
    protected ServerSocketChannel javaChannel() {
        return (ServerSocketChannel) super.javaChannel();
    }

    @Override
    public DefaultChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isActive() {
        return isOpen() && bound;
    }

    @Override
    protected void doBind(SocketAddress address) throws IOException {
        javaChannel().bind(address, backlog);
        bound = true;
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws IOException {
        SocketChannel channel = javaChannel().accept();
        if (channel == null) {
            return 0;
        }
        accepted.add(new NioDomainSocketChannel(this, channel));
        return 1;
    }

    @Override
    protected void doClose() throws Exception {
        super.doClose();
        javaChannel().close();
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        try {
            return javaChannel().getLocalAddress();
        } catch (IOException closed) {
            return null;
        }
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected boolean doWriteMessage(Object message, ChannelOutboundBuffer out) {
        throw listens();
    }

    @Override
    protected boolean doConnect(SocketAddress remote, SocketAddress local) {
        throw listens();
    }

    @Override
    protected void doFinishConnect() {
        throw listens();
    }

    @Override
    protected void doDisconnect() {
        throw listens();
    }

    private UnsupportedOperationException listens() {
        return new UnsupportedOperationException(
                this + ": a listening channel neither connects nor writes; use the channels that it accepts");
    }
}
