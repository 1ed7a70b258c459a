// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import io.asyncio4j.context.Context;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.BufferedProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.transports.BaseTransport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What Python calls on a protocol of Java's: each callback in the Java context that Python carried along. */
public final class Protocols {

    private Protocols() {}

    /** Which of Python's protocol classes stands for this one. */
    public static String kind(BaseProtocol protocol) {
        return switch (protocol) {
            case BufferedProtocol buffered -> "buffered";
            case Protocol stream -> "stream";
            case DatagramProtocol datagrams -> "datagram";
            case SubprocessProtocol process -> "subprocess";
            default -> "base";
        };
    }

    public static BaseProtocol make(Context context, Supplier<? extends BaseProtocol> factory) {
        BaseProtocol[] made = new BaseProtocol[1];
        Slot.in(context, () -> made[0] = factory.get());
        return made[0];
    }

    public static void connectionMade(Context context, BaseProtocol protocol, BaseTransport transport) {
        Slot.in(context, () -> protocol.connectionMade(transport));
    }

    public static void connectionLost(Context context, BaseProtocol protocol, @Nullable Throwable error) {
        Slot.in(context, () -> protocol.connectionLost(error));
    }

    public static void pauseWriting(Context context, BaseProtocol protocol) {
        Slot.in(context, protocol::pauseWriting);
    }

    public static void resumeWriting(Context context, BaseProtocol protocol) {
        Slot.in(context, protocol::resumeWriting);
    }

    public static void dataReceived(Context context, Protocol protocol, byte[] data) {
        Slot.in(context, () -> protocol.dataReceived(data));
    }

    public static boolean eofReceived(Context context, BaseProtocol protocol) {
        boolean[] keep = new boolean[1];
        Slot.in(context, () -> keep[0] = protocol instanceof BufferedProtocol buffered
                ? buffered.eofReceived()
                : ((Protocol) protocol).eofReceived());
        return keep[0];
    }

    public static ByteBuffer getBuffer(Context context, BufferedProtocol protocol, int sizeHint) {
        ByteBuffer[] buffer = new ByteBuffer[1];
        Slot.in(context, () -> buffer[0] = protocol.getBuffer(sizeHint));
        return buffer[0];
    }

    /** Fills the buffer that was given, then tells. */
    public static void bufferUpdated(
            Context context, BufferedProtocol protocol, ByteBuffer buffer, byte[] data) {
        buffer.put(buffer.position(), data);
        Slot.in(context, () -> protocol.bufferUpdated(data.length));
    }

    public static void datagramReceived(
            Context context, DatagramProtocol protocol, byte[] data, SocketAddress address) {
        Slot.in(context, () -> protocol.datagramReceived(data, address));
    }

    public static void errorReceived(Context context, DatagramProtocol protocol, IOException error) {
        Slot.in(context, () -> protocol.errorReceived(error));
    }

    public static void pipeDataReceived(Context context, SubprocessProtocol protocol, int fd, byte[] data) {
        Slot.in(context, () -> protocol.pipeDataReceived(fd, data));
    }

    public static void pipeConnectionLost(
            Context context, SubprocessProtocol protocol, int fd, @Nullable Throwable error) {
        Slot.in(context, () -> protocol.pipeConnectionLost(fd, error));
    }

    public static void processExited(Context context, SubprocessProtocol protocol) {
        Slot.in(context, protocol::processExited);
    }
}
