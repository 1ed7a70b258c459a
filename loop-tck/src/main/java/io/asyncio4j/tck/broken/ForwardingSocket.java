// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.net.TransportSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A transport's socket that is another one in all respects. */
class ForwardingSocket implements TransportSocket {

    private final TransportSocket socket;

    ForwardingSocket(TransportSocket socket) {
        this.socket = socket;
    }

    @Override
    public AddressFamily family() {
        return socket.family();
    }

    @Override
    public SocketType type() {
        return socket.type();
    }

    @Override
    public int protocol() {
        return socket.protocol();
    }

    @Override
    public int fileno() {
        return socket.fileno();
    }

    @Override
    public @Nullable SocketAddress getsockname() throws IOException {
        return socket.getsockname();
    }

    @Override
    public @Nullable SocketAddress getpeername() throws IOException {
        return socket.getpeername();
    }

    @Override
    public <T> @Nullable T getsockopt(SocketOption<T> option) throws IOException {
        return socket.getsockopt(option);
    }

    @Override
    public <T> void setsockopt(SocketOption<T> option, T value) throws IOException {
        socket.setsockopt(option, value);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return socket.supportedOptions();
    }
}
