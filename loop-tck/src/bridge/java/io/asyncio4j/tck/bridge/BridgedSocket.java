// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.net.TransportSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A transport socket of Python's. */
public final class BridgedSocket implements TransportSocket {

    private final PythonObject python;

    public BridgedSocket(PythonObject python) {
        this.python = python;
    }

    @Override
    public AddressFamily family() {
        return python.get("family");
    }

    @Override
    public SocketType type() {
        return python.get("type");
    }

    @Override
    public int protocol() {
        return python.<Number>get("proto").intValue();
    }

    @Override
    public int fileno() {
        return python.<Number>get("fileno").intValue();
    }

    @Override
    public @Nullable SocketAddress getsockname() {
        return (SocketAddress) python.ask("getsockname");
    }

    @Override
    public @Nullable SocketAddress getpeername() {
        return (SocketAddress) python.ask("getpeername");
    }

    @Override
    public <T> @Nullable T getsockopt(SocketOption<T> option) {
        Number value = (Number) python.ask("getsockopt", option.name());
        Object typed = value == null ? null
                : option.type() == Boolean.class ? (Object) (value.intValue() != 0) : (Object) value.intValue();
        return option.type().cast(typed);
    }

    @Override
    public <T> void setsockopt(SocketOption<T> option, T value) {
        int number = value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).intValue();
        python.ask("setsockopt", option.name(), number);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of(
                StandardSocketOptions.SO_KEEPALIVE, StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_SNDBUF,
                StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEPORT,
                StandardSocketOptions.TCP_NODELAY, StandardSocketOptions.SO_BROADCAST);
    }

    @Override
    public void setblocking(boolean blocking) {
        python.ask("setblocking", blocking);
    }

    @Override
    public void settimeout(double seconds) {
        python.ask("settimeout", seconds);
    }

    @Override
    public double gettimeout() {
        return python.<Number>get("gettimeout").doubleValue();
    }

    @Override
    public String toString() {
        return python.get("repr");
    }
}
