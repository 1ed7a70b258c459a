# SPDX-License-Identifier: Apache-2.0
"""Transports, servers and sockets of asyncio's as Java sees them."""

import asyncio
import signal
import socket
import struct
import warnings
import weakref

from jpype import JInt

import coroutines
import protocols
from values import (Side, integer, java, java_address, java_bytes, java_family, java_type, python_address,
                    python_bytes, python_side)

# One Java object for each transport of Python's. uvloop's transports cannot be referred to weakly.
_known = weakref.WeakKeyDictionary()
_known_strongly = {}


class Transport(Side):
    def __init__(self, loop, transport):
        super().__init__()
        self.loop = loop
        self.transport = transport

    def __repr__(self):
        return repr(self.transport)

    def j_close(self):
        self.transport.close()

    def j_abort(self):
        self.transport.abort()

    def j_is_closing(self):
        return bool(self.transport.is_closing())

    def j_get_extra_info(self, name):
        return extra_info(self.loop, self.transport, str(name))

    def j_set_protocol(self, protocol):
        self.transport.set_protocol(protocols.to_python(self.loop, protocol))

    def j_get_protocol(self):
        try:
            protocol = self.transport.get_protocol()
        except AttributeError:  # of TLS, after its end
            return None
        return None if protocol is None else getattr(protocol, "protocol", None)

    def j_set_write_buffer_limits(self, high, low):
        self.transport.set_write_buffer_limits(integer(high), integer(low))

    def j_get_write_buffer_limits(self):
        low, high = self.transport.get_write_buffer_limits()
        return java("transports.WriteLimits")(low, high)

    def j_get_write_buffer_size(self):
        return int(self.transport.get_write_buffer_size())

    def j_is_reading(self):
        try:
            return bool(self.transport.is_reading())
        except NotImplementedError:  # of pipes, before 3.11.7 at the latest
            return not self.transport.is_closing() and not self.transport._paused

    def j_pause_reading(self):
        self.transport.pause_reading()

    def j_resume_reading(self):
        self.transport.resume_reading()

    def j_write(self, data):
        self.transport.write(python_bytes(data))

    def j_writelines(self, lines):
        self.transport.writelines([python_bytes(line) for line in lines])

    def j_write_eof(self):
        self.transport.write_eof()

    def j_can_write_eof(self):
        return bool(self.transport.can_write_eof())

    def j_sendto(self, data, address):
        self.transport.sendto(
            python_bytes(data), python_address(address, self.transport.get_extra_info("socket")))

    def j_get_pid(self):
        return self.transport.get_pid()

    def j_get_returncode(self):
        return self.transport.get_returncode()

    def j_get_pipe_transport(self, fd):
        pipe = self.transport.get_pipe_transport(int(fd))
        return None if pipe is None else to_java(self.loop, pipe)

    def j_send_signal(self, number):
        self.transport.send_signal(signal_number(number))

    def j_terminate(self):
        self.transport.terminate()

    def j_kill(self):
        self.transport.kill()


def signal_number(given):
    if isinstance(given, java("java.lang.Number")):
        return int(given)
    name = str(given)
    number = getattr(signal, name if name.startswith("SIG") else "SIG" + name, None)
    if not isinstance(number, signal.Signals):
        raise ValueError("there is no signal %s" % name)
    return int(number)


def kind_of(transport):
    name = type(transport).__name__
    if hasattr(transport, "get_pipe_transport"):
        return "Child"
    if hasattr(transport, "sendto") or isinstance(transport, asyncio.DatagramTransport):
        return "Datagrams"
    if "ReadPipe" in name or "ReadUnixPipe" in name:
        return "Reading"
    if "WritePipe" in name or "WriteUnixPipe" in name:
        return "Writing"
    return "Stream"


def to_java(loop, transport):
    try:
        found = _known.get(transport)
    except TypeError:
        found = _known_strongly.get(transport)
    if found is None:
        found = java("tck.bridge.BridgedTransport$" + kind_of(transport))(Transport(loop, transport).proxy())
        try:
            _known[transport] = found
        except TypeError:
            _known_strongly[transport] = found
    return found


def collect(loop):
    """After a loop's end: what CPython's collector does to transports that nobody can reach, which Java does hold."""
    for transport in list(_known):
        if getattr(transport, "_loop", None) is loop and hasattr(transport, "__del__"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ResourceWarning)
                transport.__del__()


def to_python(transport):
    """The transport behind Java's; None for one that is not Python's."""
    if not isinstance(transport, java("tck.bridge.BridgedTransport")):
        return None
    return python_side(transport.python()).transport


def extra_info(loop, transport, name):
    if name in ("alpn", "session_reused"):
        tls = transport.get_extra_info("ssl_object")
        if tls is None:
            return None
        return tls.selected_alpn_protocol() if name == "alpn" else bool(tls.session_reused)
    if name == "peercert":
        tls = transport.get_extra_info("ssl_object")
        der = tls.getpeercert(True) if tls is not None else None
        if der is None:
            return None
        made = java("java.security.cert.CertificateFactory").getInstance("X.509").generateCertificate(
            java("java.io.ByteArrayInputStream")(java_bytes(der)))
        return made
    if name == "peercred":
        sock = transport.get_extra_info("socket")
        if sock is None or sock.family != socket.AF_UNIX or sock.fileno() < 0:
            return None
        pid, uid, gid = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        return java("transports.PeerCredentials").of(pid, uid, gid)
    value = transport.get_extra_info(name)
    if value is None:
        return None
    if name in ("sockname", "peername"):
        return java_address(value)
    if name == "socket":
        return java("tck.bridge.BridgedSocket")(Socket(value).proxy())
    if name == "sslcontext":
        return getattr(value, "java", None)
    if name == "cipher":
        return java("transports.CipherInfo")(value[0], value[1], value[2])
    if name == "pipe":
        return getattr(value, "channel", None)
    if name == "subprocess":
        return java("tck.bridge.PythonProcess")(transport.get_pid())
    if name == "compression":
        return value
    if isinstance(value, str):
        return value
    return None


OPTIONS = {
    "SO_KEEPALIVE": (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
    "SO_RCVBUF": (socket.SOL_SOCKET, socket.SO_RCVBUF),
    "SO_SNDBUF": (socket.SOL_SOCKET, socket.SO_SNDBUF),
    "SO_REUSEADDR": (socket.SOL_SOCKET, socket.SO_REUSEADDR),
    "SO_REUSEPORT": (socket.SOL_SOCKET, socket.SO_REUSEPORT),
    "SO_BROADCAST": (socket.SOL_SOCKET, socket.SO_BROADCAST),
    "TCP_NODELAY": (socket.IPPROTO_TCP, socket.TCP_NODELAY),
}


class Socket(Side):
    def __init__(self, sock):
        super().__init__()
        self.sock = sock

    def __repr__(self):
        return repr(self.sock)

    def j_family(self):
        return java_family(self.sock.family)

    def j_type(self):
        return java_type(self.sock.type)

    def j_proto(self):
        return int(self.sock.proto)

    def j_fileno(self):
        return int(self.sock.fileno())

    def j_getsockname(self):
        return java_address(self.sock.getsockname())

    def j_getpeername(self):
        return java_address(self.sock.getpeername())

    def _option(self, name):
        found = OPTIONS.get(str(name))
        if found is None:
            raise NotImplementedError("the bridge does not know the option %s" % name)
        return found

    def j_getsockopt(self, name):
        return self.sock.getsockopt(*self._option(name))

    def j_setsockopt(self, name, value):
        self.sock.setsockopt(*self._option(name), int(value))

    def j_setblocking(self, blocking):
        self.sock.setblocking(bool(blocking))

    def j_settimeout(self, seconds):
        self.sock.settimeout(float(seconds))

    def j_gettimeout(self):
        return self.sock.gettimeout()


class Server(Side):
    def __init__(self, loop, server, java_loop):
        super().__init__()
        self.loop = loop
        self.server = server
        self.java_loop = java_loop

    def __repr__(self):
        return repr(self.server)

    def j_start(self, name, future, arguments):
        coroutines.start(self.loop, getattr(self, "a_" + str(name))(*arguments), future)

    def j_close(self):
        self.server.close()

    def j_close_clients(self):
        self._since_3_13("close_clients")()

    def j_abort_clients(self):
        self._since_3_13("abort_clients")()

    def _since_3_13(self, name):
        method = getattr(self.server, name, None)
        if method is None:
            raise NotImplementedError("Server.%s came with Python 3.13" % name)
        return method

    def j_get_loop(self):
        return self.java_loop

    def j_is_serving(self):
        return bool(self.server.is_serving())

    def j_sockets(self):
        sockets = java("java.util.ArrayList")()
        for sock in self.server.sockets:
            sockets.add(java("tck.bridge.BridgedSocket")(Socket(sock).proxy()))
        return sockets

    async def a_start_serving(self):
        await self.server.start_serving()

    async def a_serve_forever(self):
        await self.server.serve_forever()

    async def a_wait_closed(self):
        await self.server.wait_closed()
