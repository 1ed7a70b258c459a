// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.ReadTransport;
import io.asyncio4j.transports.SubprocessTransport;
import io.asyncio4j.transports.Transport;
import io.asyncio4j.transports.WriteLimits;
import io.asyncio4j.transports.WriteTransport;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The transports of Python's, one class a kind; all they do is to ask. */
public abstract class BridgedTransport implements BaseTransport {

    final PythonObject python;

    private BridgedTransport(PythonObject python) {
        this.python = python;
    }

    /** The other half, for Python. */
    public PythonObject python() {
        return python;
    }

    @Override
    public void close() {
        python.ask("close");
    }

    @Override
    public boolean isClosing() {
        return python.<Boolean>get("is_closing");
    }

    @Override
    public @Nullable Object getExtraInfo(String name) {
        return python.ask("get_extra_info", Objects.requireNonNull(name, "getExtraInfo: name is null"));
    }

    @Override
    public void setProtocol(BaseProtocol protocol) {
        python.ask("set_protocol", Objects.requireNonNull(protocol, "setProtocol: protocol is null"));
    }

    @Override
    public @Nullable BaseProtocol getProtocol() {
        return (BaseProtocol) python.ask("get_protocol");
    }

    // What flow-controlled and reading transports share; the interfaces choose.

    public void abort() {
        python.ask("abort");
    }

    public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
        python.ask("set_write_buffer_limits", high, low);
    }

    public WriteLimits getWriteBufferLimits() {
        return python.get("get_write_buffer_limits");
    }

    public long getWriteBufferSize() {
        return python.<Number>get("get_write_buffer_size").longValue();
    }

    public boolean isReading() {
        return python.<Boolean>get("is_reading");
    }

    public void pauseReading() {
        python.ask("pause_reading");
    }

    public void resumeReading() {
        python.ask("resume_reading");
    }

    public void write(byte[] data, int offset, int length) {
        Objects.requireNonNull(data, "write: data is null");
        Objects.checkFromIndexSize(offset, length, data.length);
        byte[] part = new byte[length];
        System.arraycopy(data, offset, part, 0, length);
        python.ask("write", part);
    }

    public void write(ByteBuffer data) {
        python.ask("write", bytes(data));
    }

    public void writelines(Iterable<byte[]> lines) {
        List<byte[]> all = new ArrayList<>();
        lines.forEach(line -> all.add(Objects.requireNonNull(line, "writelines: a line is null")));
        python.ask("writelines", all);
    }

    public void writelines(ByteBuffer... buffers) {
        List<byte[]> all = new ArrayList<>();
        for (ByteBuffer buffer : buffers) {
            all.add(bytes(buffer));
        }
        python.ask("writelines", all);
    }

    public void writeEof() {
        python.ask("write_eof");
    }

    public boolean canWriteEof() {
        return python.<Boolean>get("can_write_eof");
    }

    static byte[] bytes(ByteBuffer data) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        return part;
    }

    @Override
    public String toString() {
        return python.get("repr");
    }

    /** A stream in both directions. */
    public static final class Stream extends BridgedTransport implements Transport {
        public Stream(PythonObject python) {
            super(python);
        }
    }

    /** The reading end of a pipe. */
    public static final class Reading extends BridgedTransport implements ReadTransport {
        public Reading(PythonObject python) {
            super(python);
        }
    }

    /** The writing end of a pipe. */
    public static final class Writing extends BridgedTransport implements WriteTransport {
        public Writing(PythonObject python) {
            super(python);
        }
    }

    /** A datagram endpoint. */
    public static final class Datagrams extends BridgedTransport implements DatagramTransport {
        public Datagrams(PythonObject python) {
            super(python);
        }

        @Override
        public void sendto(byte[] data, @Nullable SocketAddress address) {
            python.ask("sendto", Objects.requireNonNull(data, "sendto: data is null").clone(), address);
        }

        @Override
        public void sendto(ByteBuffer data, @Nullable SocketAddress address) {
            python.ask("sendto", bytes(data), address);
        }
    }

    /** A child process. */
    public static final class Child extends BridgedTransport implements SubprocessTransport {
        public Child(PythonObject python) {
            super(python);
        }

        @Override
        public long getPid() {
            return python.<Number>get("get_pid").longValue();
        }

        @Override
        public @Nullable Integer getReturncode() {
            Number code = (Number) python.ask("get_returncode");
            return code == null ? null : code.intValue();
        }

        @Override
        public @Nullable BaseTransport getPipeTransport(int fd) {
            return (BaseTransport) python.ask("get_pipe_transport", fd);
        }

        @Override
        public void sendSignal(int signal) {
            python.ask("send_signal", signal);
        }

        @Override
        public void sendSignal(String signal) {
            python.ask("send_signal", Objects.requireNonNull(signal, "sendSignal: signal is null"));
        }

        @Override
        public void terminate() {
            python.ask("terminate");
        }

        @Override
        public void kill() {
            python.ask("kill");
        }
    }
}
