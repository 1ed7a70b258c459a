# SPDX-License-Identifier: Apache-2.0
"""A loop of asyncio's or uvloop's as Java sees it."""

import asyncio
import concurrent.futures
import functools
import os
import socket
import sys
import threading
import traceback
import warnings
import weakref

import jpype
from jpype import JException, JInt, JObject

import channels
import coroutines
import protocols
import tls
import transports
from values import (CONTEXT, LoopExit, Side, integer, java, java_address, java_bytes, java_error, java_family,
                    java_type, python_address, python_bytes, python_family, python_flags, python_port, python_type,
                    real, through_asyncio)


class Invoke:
    """What asyncio's handles call: a slot of Java's."""

    __slots__ = ("slot", "once")

    def __init__(self, slot, once=False):
        self.slot = slot
        self.once = once

    def __call__(self):
        try:
            if self.once:
                self.slot.runOnce()
            else:
                self.slot.run()
            return
        except JException as error:
            raised = through_asyncio(error)
        raise raised

    def __repr__(self):
        return str(self.slot.toString())


class JavaSite(traceback.StackSummary):
    """Where a handle was made, in Java's frames."""

    def __init__(self, site):
        super().__init__(
            traceback.FrameSummary(str(frame.getFileName()), int(frame.getLineNumber()),
                                   "%s.%s" % (frame.getClassName(), frame.getMethodName()), line="")
            for frame in reversed(site.getStackTrace()))
        self.site = site


class Handle(Side):
    def __init__(self, handle):
        super().__init__()
        self.handle = handle

    def __repr__(self):
        return repr(self.handle)

    def j_cancel(self):
        self.handle.cancel()

    def j_cancelled(self):
        return bool(self.handle.cancelled())

    def when(self):
        when = getattr(self.handle, "when", None)
        return 0.0 if when is None else float(when())


class JavaFuture:
    """A future of Java's where asyncio expects one of its own: in run_until_complete."""

    _asyncio_future_blocking = False

    def __init__(self, loop, future):
        self.loop = loop
        self.future = future

    def get_loop(self):
        owner = self.future.loop()
        return self.loop.loop if owner == self.loop.java_loop else owner

    def add_done_callback(self, callback, *, context=None):
        self.callback = consumer(lambda done: callback(self))
        self.future.addDoneCallback(self.callback)

    def remove_done_callback(self, callback):
        return int(self.future.removeDoneCallback(self.callback))

    def done(self):
        return bool(self.future.done())

    def cancelled(self):
        return bool(self.future.cancelled())

    def exception(self):
        error = self.future.exception()
        return None if error is None else through_asyncio(error)

    def result(self):
        return self.future.result()


_consumer = None


def consumer(function):
    global _consumer
    if _consumer is None:
        @jpype.JImplements("java.util.function.Consumer")
        class Consumer:
            def __init__(self, function):
                self.function = function

            @jpype.JOverride
            def accept(self, value):
                self.function(value)

        _consumer = Consumer
    return _consumer(function)


_runnable = None


def runnable(function):
    global _runnable
    if _runnable is None:
        @jpype.JImplements("java.lang.Runnable")
        class Runnable:
            def __init__(self, function):
                self.function = function

            @jpype.JOverride
            def run(self):
                self.function()

        _runnable = Runnable
    return _runnable(function)


class JavaExecutor(concurrent.futures.ThreadPoolExecutor):
    """An executor of Java's as one of Python's; asyncio takes only thread pools as its default."""

    def __init__(self, executor):
        super().__init__(1)
        self.executor = executor

    def submit(self, function, /, *args, **kwargs):
        future = concurrent.futures.Future()

        def work():
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(function(*args, **kwargs))
                except BaseException as error:
                    future.set_exception(error)

        self.executor.execute(runnable(work))
        return future

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.executor.shutdown()
        if wait:
            self.executor.awaitTermination(2**62, java("java.util.concurrent.TimeUnit").NANOSECONDS)
        super().shutdown(wait=False)


class Shown:
    """A value of Java's that looks as Java shows it."""

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return str(self.value.toString())


class Report(dict):
    """A context for the exception handler that came from Java and is handed back as it is."""

    def __init__(self, loop, report):
        super().__init__()
        self.report = report
        for key in report.keys():
            value = report.get(key)
            if key == "message":
                value = str(value)
            elif not isinstance(value, JException):
                value = Shown(value)
            self[str(key)] = value


class SelectorLoop(asyncio.SelectorEventLoop):
    """asyncio's own loop; it remembers the errors of all attempts, which create_connection tells only since 3.12."""

    attempts = ()

    async def _connect_sock(self, exceptions, *args, **kwargs):
        self.attempts = exceptions
        return await super()._connect_sock(exceptions, *args, **kwargs)


class Loop(Side):
    def __init__(self, loop):
        super().__init__()
        self.loop = loop
        self.java_loop = java("tck.bridge.BridgedLoop")(self.proxy())

    def __repr__(self):
        return repr(self.loop)

    # ---- life

    def j_start(self, name, future, arguments):
        if name == "run_in_executor":  # no coroutine, and may be called on any thread
            self.run_in_executor(*arguments, future)
            return
        coroutines.start(self.loop, getattr(self, "a_" + str(name))(*arguments), future)

    def j_run_forever(self):
        self.loop.run_forever()

    def j_run_until_complete(self, future, own):
        outer = JavaFuture(self, future)
        try:
            self.loop.run_until_complete(outer)
        except BaseException:
            if own and outer.done() and not outer.cancelled():
                outer.exception()
            raise

    def j_check_may_run(self):
        if hasattr(self.loop, "_check_running"):
            self.j_check_closed()
            self.loop._check_running()
        else:
            self.j_check_closed()

    def j_check_closed(self):
        if self.loop.is_closed():
            raise RuntimeError("Event loop is closed")

    def j_stop(self):
        self.loop.stop()

    def j_is_running(self):
        return bool(self.loop.is_running())

    def j_is_closed(self):
        return bool(self.loop.is_closed())

    def j_close(self):
        self.loop.close()
        transports.collect(self.loop)

    async def a_shutdown_default_executor(self, timeout=None):
        # The timeout came with Python 3.12; before that, asyncio waits without one, also in its Runner.
        if timeout is None or sys.version_info < (3, 12):
            await self.loop.shutdown_default_executor()
        else:
            await self.loop.shutdown_default_executor(float(timeout))

    # ---- callbacks

    def handle(self, made, slot):
        site = slot.site()
        if site is not None and getattr(made, "_source_traceback", None) is not None:
            try:
                made._source_traceback = JavaSite(site)
            except AttributeError:
                pass  # uvloop's cannot be written
        return Handle(made).proxy()

    def j_call_soon(self, slot):
        return self.handle(self.loop.call_soon(Invoke(slot, True)), slot)

    def j_call_soon_threadsafe(self, slot):
        return self.handle(self.loop.call_soon_threadsafe(Invoke(slot, True)), slot)

    def j_call_later(self, delay, slot):
        return self.handle(self.loop.call_later(float(delay), Invoke(slot, True)), slot)

    def j_call_at(self, when, slot):
        return self.handle(self.loop.call_at(float(when), Invoke(slot, True)), slot)

    def j_time(self):
        return float(self.loop.time())

    def j_live_timers(self):
        scheduled = getattr(self.loop, "_scheduled", None)
        if scheduled is None:
            return len(getattr(self.loop, "_timers", ()))
        return sum(not handle.cancelled() for handle in scheduled)

    # ---- executor

    def run_in_executor(self, executor, function, future):
        given = None if executor is None else JavaExecutor(executor)
        made = self.loop.run_in_executor(given, function.call)

        def done(outcome):
            if outcome.cancelled():
                future.gaveUp(None)
            elif outcome.exception() is not None:
                future.raised(java_error(outcome.exception()))
            else:
                future.returned(outcome.result())

        made.add_done_callback(done)
        future.begun(coroutines.Running(made).proxy())

    def j_set_default_executor(self, executor):
        self.loop.set_default_executor(JavaExecutor(executor))

    # ---- reports

    def to_java_report(self, context):
        if isinstance(context, Report):
            return context.report
        report = None
        contexts = java("events.ExceptionContext")
        if "message" in context:
            report = contexts.of(context["message"])
        for key, value in context.items():
            value = self.to_java_value(key, value)
            if key == "message" or value is None:
                continue
            if report is None and key == "exception":
                report = contexts.ofException(value)
            else:
                report = (report or contexts.of("")).with_(key, value)
        return report or contexts.of("")

    def to_java_value(self, key, value):
        if isinstance(value, JObject):
            return value
        if isinstance(value, BaseException):
            return java_error(value)
        if key == "handle":
            called = getattr(value, "_callback", None)
            return called.slot.handle() if isinstance(called, Invoke) else str(value)
        if key == "protocol":
            return getattr(value, "protocol", None)
        if key == "transport":
            try:
                return transports.to_java(self.loop, value)
            except Exception:
                return str(value)
        if key == "socket":
            return java("tck.bridge.BridgedSocket")(transports.Socket(value).proxy())
        if key == "source_traceback":
            return value.site if isinstance(value, JavaSite) else java("java.lang.Throwable")("made at\n" + "".join(value.format()))
        return str(value)

    def j_set_exception_handler(self, handler):
        if handler is None:
            self.loop.set_exception_handler(None)
            return

        def handle(loop, context):
            try:
                handler.handle(self.java_loop, self.to_java_report(context))
                return
            except JException as error:
                raised = through_asyncio(error)
            raise raised

        self.loop.set_exception_handler(handle)

    def j_call_exception_handler(self, report):
        self.loop.call_exception_handler(Report(self, report))

    def j_default_exception_handler(self, report):
        self.loop.default_exception_handler(Report(self, report))

    def j_get_debug(self):
        return bool(self.loop.get_debug())

    def j_set_debug(self, enabled):
        self.loop.set_debug(bool(enabled))

    def j_get_slow_callback_duration(self):
        return float(self.loop.slow_callback_duration)

    def j_set_slow_callback_duration(self, seconds):
        self.loop.slow_callback_duration = float(seconds)

    # ---- names

    async def a_getaddrinfo(self, host, port, hints):
        found = await self.loop.getaddrinfo(
            None if host is None else str(host), python_port(port), family=python_family(hints.family()),
            type=python_type(hints.type()), proto=int(hints.protocol()), flags=python_flags(java("tck.bridge.Values").flags(hints)))
        result = java("java.util.ArrayList")()
        for family, kind, proto, canonical, address in found:
            result.add(java("net.AddressInfo")(
                java_family(family), java_type(kind), proto, canonical, java_address(address)))
        return result

    async def a_getnameinfo(self, address, flags):
        host, service = await self.loop.getnameinfo(python_address(address), python_flags(flags, "NI_"))
        return java("net.NameInfo")(host, service)

    # ---- connections

    def connection(self, transport, made):
        return java("net.Connection")(transports.to_java(self.loop, transport), made[-1])

    async def a_create_connection(self, supplier, options):
        factory, made = protocols.factory(self.loop, supplier)
        arguments = tls.arguments(options.tls(), options.host(), client=True)
        hints = options.hints()
        local = options.localAddress()
        for name, value in (("happy_eyeballs_delay", real(options.happyEyeballsDelaySeconds())),
                            ("interleave", integer(options.interleave())),
                            ("all_errors", True if options.allErrors() else None)):
            if value is not None:
                arguments[name] = value
        all_errors = sys.version_info < (3, 12) and arguments.pop("all_errors", False)
        connecting = self.loop.create_connection(
            factory, None if options.host() is None else str(options.host()), python_port(options.port()),
            family=python_family(hints.family()), proto=int(hints.protocol()), flags=python_flags(java("tck.bridge.Values").flags(hints)),
            sock=channels.adopt(options.sock(), "SocketChannel"), local_addr=python_address(local), **arguments)
        try:
            transport, _ = await connecting
        except OSError as error:
            attempts = [each for attempt in getattr(self.loop, "attempts", ()) for each in attempt]
            if all_errors and attempts:
                raise ExceptionGroup("create_connection failed", attempts) from None
            raise error
        return self.connection(transport, made)

    async def a_create_server(self, supplier, options):
        factory, _ = protocols.factory(self.loop, supplier)
        arguments = tls.arguments(options.tls(), None, client=False)
        hosts = options.hosts()
        host = None if hosts is None else [str(name) for name in hosts]
        if host is not None and len(host) == 1:
            host = host[0]
        for name, value in (("reuse_address", options.reuseAddress()), ("reuse_port", options.reusePort()),
                            ("keep_alive", options.keepAlive())):
            if value is not None:
                arguments[name] = bool(value)
        server = await self.loop.create_server(
            factory, host, python_port(options.port()), family=python_family(options.hints().family()),
            flags=python_flags(java("tck.bridge.Values").flags(options.hints())), sock=channels.adopt(options.sock(), "ServerSocketChannel"),
            backlog=int(options.backlog()), start_serving=bool(options.startServing()), **arguments)
        return self.server(server)

    def server(self, server):
        return java("tck.bridge.BridgedServer")(
            transports.Server(self.loop, server, self.java_loop).proxy(), self.java_loop)

    async def a_connect_accepted_socket(self, supplier, sock, options):
        factory, made = protocols.factory(self.loop, supplier)
        arguments = tls.arguments(options.tls(), None, client=False)
        transport, _ = await self.loop.connect_accepted_socket(factory, channels.adopt(sock, "SocketChannel"), **arguments)
        return self.connection(transport, made)

    async def a_start_tls(self, transport, protocol, context, options):
        arguments = tls.arguments(options.tls().context(context), None, client=not options.serverSide())
        context = arguments.pop("ssl")
        given = transports.to_python(transport)
        if given is None:
            raise TypeError("transport %s is not supported by start_tls()" % transport.toString())
        current = given.get_protocol()
        if getattr(current, "protocol", None) is None or current.protocol != protocol:
            current = protocols.to_python(self.loop, protocol)
        made = await self.loop.start_tls(
            given, current, context, server_side=bool(options.serverSide()), **arguments)
        return None if made is None else transports.to_java(self.loop, made)

    async def a_create_unix_connection(self, supplier, options):
        factory, made = protocols.factory(self.loop, supplier)
        arguments = tls.arguments(options.tls(), None, client=True)
        transport, _ = await self.loop.create_unix_connection(
            factory, python_address(options.path()), sock=channels.adopt(options.sock(), "SocketChannel"), **arguments)
        return self.connection(transport, made)

    async def a_create_unix_server(self, supplier, options):
        factory, _ = protocols.factory(self.loop, supplier)
        arguments = tls.arguments(options.tls(), None, client=False)
        server = await self.loop.create_unix_server(
            factory, python_address(options.path()), sock=channels.adopt(options.sock(), "ServerSocketChannel"),
            backlog=int(options.backlog()), start_serving=bool(options.startServing()), **arguments)
        return self.server(server)

    async def a_create_datagram_endpoint(self, supplier, options):
        factory, made = protocols.factory(self.loop, supplier)
        hints = options.hints()
        arguments = {}
        for name, value in (("reuse_port", options.reusePort()), ("allow_broadcast", options.allowBroadcast())):
            if value is not None:
                arguments[name] = bool(value)
        family = python_family(hints.family())
        local, remote = python_address(options.localAddress()), python_address(options.remoteAddress())
        given = [address for address in (local, remote) if address is not None]
        if not family and given and all(isinstance(address, str) for address in given):
            family = socket.AF_UNIX
        transport, _ = await self.loop.create_datagram_endpoint(
            factory, local_addr=local, remote_addr=remote, family=family, proto=int(hints.protocol()),
            flags=python_flags(java("tck.bridge.Values").flags(hints)), sock=channels.adopt(options.sock(), "DatagramChannel"), **arguments)
        return self.connection(transport, made)

    # ---- files

    async def a_sendfile(self, transport, file, options):
        with channels.opened(file) as opened:
            return await self.loop.sendfile(
                transports.to_python(transport), opened, int(options.offset()), integer(options.count()),
                fallback=bool(options.fallback()))

    async def a_sock_sendfile(self, sock, file, options):
        with channels.borrowed(sock, self.loop) as borrowed, channels.opened(file) as opened:
            return await self.loop.sock_sendfile(
                borrowed, opened, int(options.offset()), integer(options.count()), fallback=bool(options.fallback()))

    # ---- descriptors

    def j_add_reader(self, channel, slot):
        self.loop.add_reader(channels.watched(channel, "OP_READ", "OP_ACCEPT"), Invoke(slot))

    def j_remove_reader(self, channel):
        return bool(self.loop.remove_reader(channels.polled(channel)))

    def j_add_writer(self, channel, slot):
        self.loop.add_writer(channels.watched(channel, "OP_WRITE", "OP_CONNECT"), Invoke(slot))

    def j_remove_writer(self, channel):
        return bool(self.loop.remove_writer(channels.polled(channel)))

    # ---- sockets

    async def a_sock_recv(self, sock, nbytes):
        with channels.borrowed(sock, self.loop) as borrowed:
            return java_bytes(await self.loop.sock_recv(borrowed, int(nbytes)))

    async def a_sock_recv_into(self, sock, buffer):
        with channels.borrowed(sock, self.loop) as borrowed:
            room = bytearray(int(buffer.remaining()))
            count = await self.loop.sock_recv_into(borrowed, room)
            buffer.put(java_bytes(room[:count]))
            return JObject(count, java("java.lang.Integer"))

    async def a_sock_sendall(self, sock, data):
        with channels.borrowed(sock, self.loop) as borrowed:
            await self.loop.sock_sendall(borrowed, channels.taken(data))

    async def a_sock_connect(self, sock, address):
        with channels.borrowed(sock, self.loop) as borrowed:
            await self.loop.sock_connect(borrowed, python_address(address, borrowed))
        channels.connected(sock)

    async def a_sock_accept(self, sock):
        with channels.borrowed(sock, self.loop) as borrowed:
            made, address = await self.loop.sock_accept(borrowed)
        return java("net.AcceptedSocket")(channels.to_channel(made), java_address(address))

    async def a_sock_recvfrom(self, sock, bufsize):
        with channels.borrowed(sock, self.loop) as borrowed:
            data, address = await self.loop.sock_recvfrom(borrowed, int(bufsize))
        return java("net.Datagram")(java_bytes(data), java_address(address))

    async def a_sock_recvfrom_into(self, sock, buffer, nbytes):
        with channels.borrowed(sock, self.loop) as borrowed:
            room = bytearray(int(buffer.remaining()))
            count, address = await self.loop.sock_recvfrom_into(borrowed, room, int(nbytes))
            buffer.put(java_bytes(room[:count]))
            return java("net.DatagramSize")(count, java_address(address))

    async def a_sock_sendto(self, sock, data, address):
        with channels.borrowed(sock, self.loop) as borrowed:
            count = await self.loop.sock_sendto(borrowed, channels.taken(data), python_address(address, borrowed))
            return JObject(count, java("java.lang.Integer"))

    # ---- pipes, processes, signals

    async def a_connect_read_pipe(self, supplier, pipe):
        factory, made = protocols.factory(self.loop, supplier)
        transport, _ = await self.loop.connect_read_pipe(factory, channels.Pipe(pipe))
        channels.non_blocking(pipe)
        return self.connection(transport, made)

    async def a_connect_write_pipe(self, supplier, pipe):
        factory, made = protocols.factory(self.loop, supplier)
        transport, _ = await self.loop.connect_write_pipe(factory, channels.Pipe(pipe))
        channels.non_blocking(pipe)
        return self.connection(transport, made)

    async def a_subprocess_exec(self, supplier, command, options):
        factory, made = protocols.factory(self.loop, supplier)
        with channels.redirects(options) as arguments:
            transport, _ = await self.loop.subprocess_exec(factory, *[str(word) for word in command], **arguments)
        return self.connection(transport, made)

    async def a_subprocess_shell(self, supplier, command, options):
        factory, made = protocols.factory(self.loop, supplier)
        with channels.redirects(options) as arguments:
            transport, _ = await self.loop.subprocess_shell(factory, str(command), **arguments)
        return self.connection(transport, made)

    def j_add_signal_handler(self, number, slot):
        self.loop.add_signal_handler(transports.signal_number(number), Invoke(slot))

    def j_remove_signal_handler(self, number):
        return bool(self.loop.remove_signal_handler(transports.signal_number(number)))
