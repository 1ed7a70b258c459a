# SPDX-License-Identifier: Apache-2.0
"""Values and exceptions on their way between Java and Python: every translation is here."""

import asyncio
import contextvars
import errno
import os
import socket
import ssl
import sys
import traceback

from jpype import JArray, JByte, JClass, JException, JImplements, JInt, JObject, JOverride

_classes = {}


def java(name):
    """A class of Java's, by its full name or by its place below io.asyncio4j."""
    found = _classes.get(name)
    if found is None:
        full = name if name.startswith(("java.", "javax.", "sun.")) else "io.asyncio4j." + name
        found = _classes[name] = JClass(full)
    return found


# What the Java contexts of whoever caused something hold; asyncio copies it along with its own contexts.
CONTEXT = contextvars.ContextVar("java context")


def java_context():
    """A Java context for a callback that asyncio runs now: what was current when asyncio took its own copy."""
    held = CONTEXT.get(None)
    return java("context.Context")() if held is None else held.copy()


# ---- exceptions


class LoopExit(SystemExit):
    """Java's LoopExit on its way through asyncio, which lets only SystemExit and KeyboardInterrupt pass."""

    def __init__(self, error):
        super().__init__(str(error))
        self.error = error


def through_asyncio(error):
    """What a Java throwable is raised as inside asyncio."""
    if isinstance(error, java("tasks.LoopExit")):
        return LoopExit(error)
    return error


def _make(name, text, *more):
    return java(name)(text, *more)


def _ssl_error(error, text):
    if isinstance(error, ssl.SSLCertVerificationError):
        return _make("javax.net.ssl.SSLPeerUnverifiedException", text)
    reason = getattr(error, "reason", None) or ""
    if "ALERT" in reason or reason in ("NO_SHARED_CIPHER", "UNSUPPORTED_PROTOCOL", "NO_PROTOCOLS_AVAILABLE",
                                       "PEER_DID_NOT_RETURN_A_CERTIFICATE", "NO_CIPHERS_AVAILABLE",
                                       "TLSV13_ALERT_CERTIFICATE_REQUIRED", "NO_SUITABLE_SIGNATURE_ALGORITHM"):
        return _make("javax.net.ssl.SSLHandshakeException", text)
    return _make("javax.net.ssl.SSLProtocolException", text)


def _os_error(error, text):
    if isinstance(error, ssl.SSLError):
        return _ssl_error(error, text)
    if isinstance(error, socket.gaierror):
        return _make("java.net.UnknownHostException", text)
    if isinstance(error, ConnectionRefusedError):
        return _make("java.net.ConnectException", text)
    if isinstance(error, FileNotFoundError):
        return _make("java.nio.file.NoSuchFileException", text)
    if isinstance(error, ProcessLookupError):
        return _make("transports.ProcessLookupException", text)
    if isinstance(error, TimeoutError):
        if error.errno is None:
            return _make("java.util.concurrent.TimeoutException", text)
        return _make("java.net.ConnectException", text)
    if error.errno in (errno.EADDRINUSE, errno.EADDRNOTAVAIL) or (
            isinstance(error, PermissionError) and "bind" in text):
        return _make("java.net.BindException", text)
    if error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        return _make("java.net.NoRouteToHostException", text)
    if isinstance(error, (ConnectionError, BrokenPipeError)) or error.errno in (
            errno.ENOTCONN, errno.EPIPE, errno.EMSGSIZE, errno.EBADF):
        return _make("java.net.SocketException", text)
    return _make("java.io.IOException", text)


def java_error(error):
    """The Java throwable for an exception of Python's; the same object for one that came from Java."""
    if error is None or isinstance(error, JException):
        return error
    if isinstance(error, LoopExit):
        return error.error
    known = getattr(error, "__java__", None)
    if known is not None:
        return known
    made = _java_error(error, str(error) or type(error).__name__)
    if os.environ.get("BRIDGE_TRACE"):
        traceback.print_exception(error)
    if error.__cause__ is not None:
        try:
            made.initCause(java_error(error.__cause__))
        except JException:
            pass  # it has one
    try:
        error.__java__ = made
    except AttributeError:
        pass
    return made


def _java_error(error, text):
    if isinstance(error, asyncio.CancelledError):
        return java("tasks.CancelledError")(*[a if isinstance(a, JObject) else str(a) for a in error.args[:1]])
    if isinstance(error, asyncio.InvalidStateError):
        return _make("tasks.InvalidStateException", text)
    if isinstance(error, asyncio.SendfileNotAvailableError):
        return _make("transports.SendfileNotAvailableException", text)
    if isinstance(error, NotImplementedError):
        return _make("java.lang.UnsupportedOperationException", text)
    if isinstance(error, BaseExceptionGroup):
        parts = java("java.util.ArrayList")()
        for part in error.exceptions:
            parts.add(java_error(part))
        return java("tasks.ExceptionGroup")(error.message, parts)
    if isinstance(error, OSError):
        return _os_error(error, text)
    if isinstance(error, RuntimeError):
        return _make("java.lang.IllegalStateException", text)
    if isinstance(error, (ValueError, OverflowError)):
        return _make("java.lang.IllegalArgumentException", text)
    if isinstance(error, TypeError):
        return _make("java.lang.IllegalArgumentException", text)
    if isinstance(error, EOFError):
        return _make("java.io.EOFException", text)
    return _make("java.lang.IllegalStateException", "%s: %s\n%s" % (
        type(error).__name__, text, "".join(traceback.format_exception(error))))


# ---- bytes


def java_bytes(data):
    return JArray(JByte)(bytes(data))


def python_bytes(array):
    return bytes(memoryview(array)) if len(array) else b""


# ---- addresses


def java_address(address):
    """The Java address for what a socket of Python's tells; None for none."""
    if address is None:
        return None
    if isinstance(address, (str, bytes)):
        text = address.decode("utf-8", "surrogateescape") if isinstance(address, bytes) else address
        unix = java("net.UnixAddress")
        return unix.ofAbstract(text[1:]) if text.startswith("\0") else unix.of(text)
    host, port = address[:2]
    if ":" in host and len(address) > 3 and address[3] and "%" not in host:
        host = "%s%%%d" % (host, address[3])
    return java("java.net.InetSocketAddress")(java("java.net.InetAddress").getByName(host), port)


def python_address(address, sock=None):
    """An address of Java's for a socket of Python's; the JDK's sockets are IPv6 sockets that take IPv4 along."""
    found = _python_address(address)
    if sock is not None and sock.family == socket.AF_INET6 and isinstance(found, tuple):
        if all(part.isdigit() for part in found[0].split(".")):
            return ("::ffff:" + found[0],) + found[1:]
    return found


def _python_address(address):
    if address is None:
        return None
    if isinstance(address, java("net.UnixAddress")):
        name = str(address.name())
        return "\0" + name if address.isAbstract() else name
    if isinstance(address, java("java.net.UnixDomainSocketAddress")):
        return str(address.getPath().toString())
    if address.isUnresolved():
        return (str(address.getHostString()), int(address.getPort()))
    return (str(address.getAddress().getHostAddress()), int(address.getPort()))


FAMILIES = {"UNSPECIFIED": 0, "INET": socket.AF_INET, "INET6": socket.AF_INET6, "UNIX": socket.AF_UNIX}
TYPES = {"ANY": 0, "STREAM": socket.SOCK_STREAM, "DATAGRAM": socket.SOCK_DGRAM}


def python_family(family):
    return FAMILIES[str(family.name())]


def python_type(kind):
    return TYPES[str(kind.name())]


def java_family(family):
    name = next((name for name, number in FAMILIES.items() if number == family), "UNSPECIFIED")
    return java("net.AddressFamily").valueOf(name)


def java_type(kind):
    name = next((name for name, number in TYPES.items() if number == kind), "ANY")
    return java("net.SocketType").valueOf(name)


def python_flags(flags, prefix="AI_"):
    value = 0
    for flag in flags:
        value |= getattr(socket, prefix + str(flag.name()))
    return value


def python_port(port):
    if port is None:
        return None
    return int(port.number()) if port.service() is None else str(port.service())


# ---- objects


class Side:
    """What Java calls: method names without their prefix; answers and exceptions are translated."""

    def __init__(self):
        self.java = None

    def when(self):
        return 0.0

    def proxy(self):
        if self.java is None:
            self.java = java("tck.bridge.PythonObject")(_proxy_class()(self), self.when())
        return self.java

    def j_repr(self):
        return repr(self)


def _call(side, method, context, arguments):
    try:
        CONTEXT.set(context)
        return getattr(side, "j_" + str(method))(*arguments)
    except JException:
        raise
    except BaseException as error:
        made = java_error(error)
        error = None
    raise made


_proxy = None


def _proxy_class():
    global _proxy
    if _proxy is None:
        @JImplements("io.asyncio4j.tck.bridge.PythonObject$Door")
        class Proxy:
            def __init__(self, side):
                self.side = side

            @JOverride
            def call(self, method, context, arguments):
                return _call(self.side, method, context, arguments)

        _proxy = Proxy
    return _proxy


def python_side(proxy):
    """The Python object behind a proxy that comes back from Java."""
    return proxy.door().side


def identity(thing):
    return int(java("java.lang.System").identityHashCode(thing))


def integer(value):
    return None if value is None else int(value)


def real(value):
    return None if value is None else float(value)
