// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The Linux system calls that the load generator lives on, called straight from Java: a message costs it one
 * {@code recv} and one {@code send} and no object. So one core of load keeps one core of any server busy.
 *
 * <p>Used by one thread. Every call throws {@link IOException} with the call's name and errno, save where it says otherwise.
 */
final class Libc {
    static final int EPOLLIN = 1;
    static final int EPOLLOUT = 4;
    static final int ADD = 1;
    static final int MOD = 3;

    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_LINGER = 13;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int UDP_GRO = 104;
    private static final int F_SETFL = 4;
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int EAGAIN = 11;
    private static final int EINTR = 4;

    /** {@code struct epoll_event} is packed on x86-64 and aligned elsewhere. */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    private static final int EVENT_SIZE = PACKED ? 12 : 16;
    private static final int EVENT_DATA = PACKED ? 4 : 8;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout PTR = ValueLayout.ADDRESS;

    private static final MethodHandle SOCKET = find("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle BIND = find("bind", FunctionDescriptor.of(INT, INT, PTR, INT));
    private static final MethodHandle CONNECT = find("connect", FunctionDescriptor.of(INT, INT, PTR, INT));
    private static final MethodHandle SETSOCKOPT = find("setsockopt",
            FunctionDescriptor.of(INT, INT, INT, INT, PTR, INT));
    private static final MethodHandle CLOSE = find("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle EPOLL_CREATE = find("epoll_create1", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle EPOLL_CTL = find("epoll_ctl", FunctionDescriptor.of(INT, INT, INT, INT, PTR));
    private static final MethodHandle EPOLL_WAIT = find("epoll_wait", FunctionDescriptor.of(INT, INT, PTR, INT, INT));
    private static final MethodHandle RECV = find("recv", FunctionDescriptor.of(LONG, INT, PTR, LONG, INT));
    private static final MethodHandle SEND = find("send", FunctionDescriptor.of(LONG, INT, PTR, LONG, INT));

    @SuppressWarnings("restricted") // As find.
    private static final MethodHandle FCNTL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("fcntl"), FunctionDescriptor.of(INT, INT, INT, INT),
            Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(2));

    private static final int INET_ADDRESS = 16;
    private static final int UNIX_ADDRESS = 110;

    private final MemorySegment state = Arena.global().allocate(STATE);
    private final MemorySegment small = Arena.global().allocate(UNIX_ADDRESS + 2, 8);

    @SuppressWarnings("restricted") // The generator runs with --enable-native-access.
    private static MethodHandle find(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
    }

    /**
     * A connected socket with TCP_NODELAY.
     *
     * @param source the last byte of the local address 127.0.0.x: each address has ports of its own
     */
    int connect(int port, int source) throws IOException {
        int fd = checked("socket", call3(SOCKET, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        try {
            address(0, source);
            checked("bind", callAddress(BIND, fd, INET_ADDRESS));
            address(port, 1);
            checked("connect", callAddress(CONNECT, fd, INET_ADDRESS));
            small.set(INT, 0, 1);
            checked("setsockopt", option(fd, IPPROTO_TCP, TCP_NODELAY, 4));
            return fd;
        } catch (IOException e) {
            close(fd);
            throw e;
        }
    }

    /** A UDP socket that talks to one port of 127.0.0.1. */
    int connectDatagram(int port) throws IOException {
        int fd = checked("socket", call3(SOCKET, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        address(port, 1);
        return connected(fd, INET_ADDRESS);
    }

    /** The same, for bursts: what is sent in one call leaves as datagrams of this size, and comes back as one if it may. */
    int connectBursts(int port, int segment) throws IOException {
        int fd = connectDatagram(port);
        try {
            small.set(INT, 0, segment);
            checked("setsockopt UDP_SEGMENT", option(fd, SOL_UDP, UDP_SEGMENT, 4));
            small.set(INT, 0, 1);
            checked("setsockopt UDP_GRO", option(fd, SOL_UDP, UDP_GRO, 4));
            return fd;
        } catch (IOException e) {
            close(fd);
            throw e;
        }
    }

    /** A connected unix stream socket. */
    int connectUnix(String path) throws IOException {
        int fd = checked("socket", call3(SOCKET, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        small.fill((byte) 0);
        small.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        small.setString(2, path);
        return connected(fd, UNIX_ADDRESS);
    }

    private int connected(int fd, int addressLength) throws IOException {
        try {
            checked("connect", callAddress(CONNECT, fd, addressLength));
            return fd;
        } catch (IOException e) {
            close(fd);
            throw e;
        }
    }

    /** From now on no call on it waits. */
    void nonBlocking(int fd) throws IOException {
        try {
            checked("fcntl", (int) FCNTL.invokeExact(state, fd, F_SETFL, O_RDWR | O_NONBLOCK));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** Closes by reset: ten thousand connections leave no port in TIME_WAIT. */
    void reset(int fd) throws IOException {
        small.set(INT, 0, 1);
        small.set(INT, 4, 0);
        checked("setsockopt", option(fd, SOL_SOCKET, SO_LINGER, 8));
        close(fd);
    }

    void close(int fd) throws IOException {
        try {
            checked("close", (int) CLOSE.invokeExact(state, fd));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    int epollCreate() throws IOException {
        try {
            return checked("epoll_create1", (int) EPOLL_CREATE.invokeExact(state, SOCK_CLOEXEC));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** @param data what {@link #data} gives back with each event */
    void epollControl(int epoll, int operation, int fd, int events, int data) throws IOException {
        small.set(INT, 0, events);
        small.set(ValueLayout.JAVA_LONG_UNALIGNED, EVENT_DATA, data);
        try {
            checked("epoll_ctl", (int) EPOLL_CTL.invokeExact(state, epoll, operation, fd, small));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    static MemorySegment events(int count) {
        return Arena.global().allocate((long) count * EVENT_SIZE, 8);
    }

    static int data(MemorySegment events, int index) {
        return (int) events.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) index * EVENT_SIZE + EVENT_DATA);
    }

    static int flags(MemorySegment events, int index) {
        return events.get(ValueLayout.JAVA_INT_UNALIGNED, (long) index * EVENT_SIZE);
    }

    /** @return how many events there are; 0 also when a signal came in between */
    int epollWait(int epoll, MemorySegment events, int timeoutMillis) throws IOException {
        try {
            int capacity = (int) (events.byteSize() / EVENT_SIZE);
            int got = (int) EPOLL_WAIT.invokeExact(state, epoll, events, capacity, timeoutMillis);
            return got < 0 && errno() == EINTR ? 0 : checked("epoll_wait", got);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** @return how many bytes came; -1 when there are none now; 0 at the end of the stream */
    long receive(int fd, MemorySegment into, long limit) throws IOException {
        try {
            long got = (long) RECV.invokeExact(state, fd, into, limit, MSG_DONTWAIT);
            return got < 0 && errno() != EAGAIN ? checked("recv", (int) got) : got;
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** Waits for bytes of a TCP connection and drops them uncopied. @return how many; 0 at the end of the stream */
    long discard(int fd, long limit) throws IOException {
        try {
            long got = (long) RECV.invokeExact(state, fd, MemorySegment.NULL, limit, MSG_TRUNC);
            return got < 0 ? checked("recv", (int) got) : got;
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /** @return how many bytes the kernel took; -1 when it takes none now */
    long send(int fd, MemorySegment from, long length) throws IOException {
        try {
            long sent = (long) SEND.invokeExact(state, fd, from, length, MSG_DONTWAIT | MSG_NOSIGNAL);
            return sent < 0 && errno() != EAGAIN ? checked("send", (int) sent) : sent;
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    private void address(int port, int host) {
        small.fill((byte) 0);
        small.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
        small.set(ValueLayout.JAVA_BYTE, 2, (byte) (port >> 8));
        small.set(ValueLayout.JAVA_BYTE, 3, (byte) port);
        small.set(ValueLayout.JAVA_BYTE, 4, (byte) 127);
        small.set(ValueLayout.JAVA_BYTE, 7, (byte) host);
    }

    private int call3(MethodHandle handle, int a, int b, int c) throws IOException {
        try {
            return (int) handle.invokeExact(state, a, b, c);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    private int callAddress(MethodHandle handle, int fd, int length) throws IOException {
        try {
            return (int) handle.invokeExact(state, fd, small, length);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    private int option(int fd, int level, int name, int length) throws IOException {
        try {
            return (int) SETSOCKOPT.invokeExact(state, fd, level, name, small, length);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    private int errno() {
        return (int) ERRNO.get(state, 0L);
    }

    private int checked(String call, int result) throws IOException {
        if (result < 0) {
            throw new IOException(call + ": errno " + errno() + "; see errno(3)");
        }
        return result;
    }

    private static IOException failed(Throwable t) {
        return t instanceof IOException e ? e : new IOException("system call: " + t, t);
    }
}
