# SPDX-License-Identifier: Apache-2.0
"""Channels of the JDK's as sockets, pipes and files of Python's, and back, by their descriptors."""

import contextlib
import io
import os
import socket
import subprocess

from jpype import JInt

from values import java, java_address


def descriptor(channel):
    if isinstance(channel, java("java.lang.Number")):
        return int(channel)
    if isinstance(channel, java("sun.nio.ch.SelChImpl")):
        if not channel.isOpen():
            return -1
        return int(channel.getFDVal())
    return _number(channel)


def _number(channel):
    """Of a file channel."""
    if not channel.isOpen():
        return -1
    field = java("java.lang.Class").forName("sun.nio.ch.FileChannelImpl").getDeclaredField("fd")
    field.setAccessible(True)
    inner = java("java.lang.Class").forName("java.io.FileDescriptor").getDeclaredField("fd")
    inner.setAccessible(True)
    return int(inner.get(field.get(channel)).intValue())


# libuv closes descriptors itself, so it gets duplicates of the channels' own: these, by the channels' numbers.
duplicates = None


def _duplicate(fd):
    if duplicates is None:
        return fd
    duplicates[fd] = os.dup(fd)
    return duplicates[fd]


def _let_go(channel):
    if duplicates is not None:
        duplicates.pop(descriptor(channel), None)
    channel.close()


class Adopted(socket.socket):
    """A socket that belongs to a channel: closing it closes the channel, which owns the descriptor."""

    channel = None

    def close(self):
        channel, self.channel = self.channel, None
        if channel is not None:
            fd = super().detach()
            _let_go(channel)
            if duplicates is not None:
                os.close(fd)

    def detach(self):
        channel, self.channel = self.channel, None
        if channel is not None and duplicates is not None:
            _let_go(channel)
        return super().detach()

    def setblocking(self, flag):
        super().setblocking(flag)
        self.channel.configureBlocking(flag)

    def __del__(self):
        """Nobody took it: the channel stays open."""
        if self.fileno() >= 0:
            fd = super().detach()
            if duplicates is not None:
                duplicates.pop(descriptor(self.channel), None)
                os.close(fd)


def adopt(channel, *kinds):
    """The socket of a channel; Java's kinds of channels say what Python's numbers cannot."""
    if channel is None:
        return None
    if kinds and not any(isinstance(channel, java("java.nio.channels." + kind)) for kind in kinds):
        raise ValueError("%s was expected, not %s" % (kinds[0], channel.toString()))
    fd = descriptor(channel)
    if fd < 0:
        raise ValueError("the channel is closed: %s" % channel.toString())
    made = Adopted(fileno=_duplicate(fd))
    made.channel = channel
    return made


@contextlib.contextmanager
def borrowed(channel, loop):
    fd = polled(channel)
    if fd < 0:
        raise OSError(9, "Bad file descriptor: the channel is closed")
    made = socket.socket(fileno=fd)
    try:
        if not channel.isBlocking():
            made.setblocking(False)
        yield made
    finally:
        made.detach()


def connected(channel):
    """Tells the JDK that the descriptor is connected now."""
    socket_channel = java("sun.nio.ch.SocketChannelImpl").class_
    state = socket_channel.getDeclaredField("state")
    state.setAccessible(True)
    state.setInt(channel, 2)
    remote = socket_channel.getDeclaredField("remoteAddress")
    remote.setAccessible(True)
    local = socket_channel.getDeclaredField("localAddress")
    local.setAccessible(True)
    with borrowed(channel, None) as sock:
        for field, name in ((remote, sock.getpeername()), (local, sock.getsockname())):
            if isinstance(name, tuple):
                field.set(channel, java_address(name))


def to_channel(sock):
    """A channel that takes over a connected socket's descriptor."""
    bridge = java("tck.bridge.Channels")
    unix = sock.family == socket.AF_UNIX
    remote = None if unix else java_address(sock.getpeername())
    made = bridge.connected(sock.detach(), unix, remote)
    made.configureBlocking(False)
    return made


class File:
    """A file channel as a file of Python's."""

    mode = "rb"

    def __init__(self, channel):
        self.channel = channel

    def fileno(self):
        if not isinstance(self.channel, java("sun.nio.ch.FileChannelImpl")):
            raise io.UnsupportedOperation("fileno")
        return _number(self.channel)

    def seek(self, offset):
        self.channel.position(offset)

    def tell(self):
        return int(self.channel.position())

    def read(self, count):
        return bytes(java("tck.bridge.Channels").read(self.channel, count))

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[:len(data)] = data
        return len(data)


@contextlib.contextmanager
def opened(file):
    if not file.isOpen():
        raise ValueError("the file is closed")
    yield File(file)


def watched(channel, *operations):
    """The descriptor of a channel that can be polled; the JDK refuses what blocks, or cannot do the operation."""
    if isinstance(channel, java("java.nio.channels.SelectableChannel")):
        valid = int(channel.validOps())
        keys = java("java.nio.channels.SelectionKey")
        if channel.isBlocking() or not any(valid & int(getattr(keys, name)) for name in operations):
            raise ValueError("the channel cannot be polled for that: %s" % channel.toString())
    return polled(channel)


def polled(channel):
    """The number by which the loop knows a channel."""
    fd = descriptor(channel)
    return fd if duplicates is None else duplicates.get(fd, fd)


def non_blocking(channel):
    """Tells the JDK what asyncio has told the descriptor."""
    if isinstance(channel, java("java.nio.channels.SelectableChannel")) and channel.isOpen():
        channel.configureBlocking(False)


def taken(buffer):
    count = int(buffer.remaining())
    data = bytes(java("tck.bridge.Channels").take(buffer)) if count else b""
    return data


class Pipe:
    """What connect_read_pipe and connect_write_pipe want: a file object."""

    def __init__(self, channel):
        self.channel = channel
        self.fd = None

    def fileno(self):
        fd = descriptor(self.channel)
        if fd < 0:
            raise ValueError("I/O operation on closed file")
        if self.fd is None:
            self.fd = _duplicate(fd)
        return self.fd

    def close(self):
        _let_go(self.channel)

    @property
    def closed(self):
        return not self.channel.isOpen()


@contextlib.contextmanager
def redirects(options):
    """The keyword arguments of subprocess_exec."""
    with contextlib.ExitStack() as files:
        arguments = {"cwd": None if options.directory() is None else str(options.directory())}
        environment = options.environment()
        if environment is not None:
            arguments["env"] = {str(name): str(environment.get(name)) for name in environment.keySet()}
        for name in ("stdin", "stdout", "stderr"):
            redirect = getattr(options, name)()
            kind = str(redirect.kind().name())
            if kind == "INHERIT":
                value = None
            elif hasattr(subprocess, kind):
                value = getattr(subprocess, kind)
            else:
                mode = {"READ": "rb", "WRITE": "wb", "APPEND": "ab"}[kind]
                value = files.enter_context(open(str(redirect.file().toString()), mode))
            arguments[name] = value
        yield arguments
