// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;

/** What Python cannot do with channels by itself; needs {@code java.io} and {@code sun.nio.ch} opened. */
public final class Channels {

    private Channels() {}

    /** A channel that takes over the descriptor of a connected socket. */
    public static SocketChannel connected(int number, boolean unix, @Nullable InetSocketAddress remote)
            throws ReflectiveOperationException {
        FileDescriptor descriptor = new FileDescriptor();
        Field field = FileDescriptor.class.getDeclaredField("fd");
        field.setAccessible(true);
        field.setInt(descriptor, number);
        Constructor<?> constructor = Class.forName("sun.nio.ch.SocketChannelImpl")
                .getDeclaredConstructor(
                        SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class, SocketAddress.class);
        constructor.setAccessible(true);
        ProtocolFamily family = unix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET;
        SocketAddress address = unix || remote == null ? UnixDomainSocketAddress.of("") : remote;
        return (SocketChannel) constructor.newInstance(SelectorProvider.provider(), family, descriptor, address);
    }

    /** Reads the next bytes of a file, none at its end. */
    public static byte[] read(FileChannel file, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        file.read(buffer);
        return BridgedTransport.bytes(buffer.flip());
    }

    /** Reads what is left in a buffer. */
    public static byte[] take(ByteBuffer buffer) {
        return BridgedTransport.bytes(buffer);
    }
}
