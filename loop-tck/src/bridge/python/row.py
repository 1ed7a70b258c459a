# SPDX-License-Identifier: Apache-2.0
"""The row: which loop, what it lacks, and where Python's log and warnings go."""

import asyncio
import logging
import os
import platform
import socket
import threading
import warnings

import jpype
from jpype import JException

import channels
from loops import Loop, SelectorLoop
from values import Side, java, java_error

LEVELS = ((logging.ERROR, "ERROR"), (logging.WARNING, "WARNING"), (logging.INFO, "INFO"), (0, "DEBUG"))

# What cannot be brought over, by kind of loop; the page docs/reference-rows.md has the reasons.
LACKS = {
    "asyncio": ["SIGNALS"],
    "uvloop": ["SIGNALS"],
}


class JavaLog(logging.Handler):
    """Python's log as the loop's: where the rules look for it."""

    def emit(self, record):
        level = next(name for number, name in LEVELS if record.levelno >= number)
        logger = java("java.lang.System").getLogger("io.asyncio4j.events")
        levels = java("java.lang.System$Logger$Level")
        error = record.exc_info[1] if record.exc_info else None
        text = record.getMessage()
        if error is None:
            logger.log(levels.valueOf(level), text)
        else:
            logger.log(levels.valueOf(level), text, java_error(error))


class Row(Side):
    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def j_name(self):
        if self.kind == "uvloop":
            import uvloop
            return "uvloop %s (CPython %s)" % (uvloop.__version__, platform.python_version())
        return "asyncio (CPython %s)" % platform.python_version()

    def j_version(self):
        return platform.python_version()

    def j_kind(self):
        return "uvloop" if self.kind == "uvloop" else "CPython"

    def j_new_loop(self):
        if java("java.lang.Boolean").getBoolean("io.asyncio4j.debug"):  # what the JVM's switch is in Python
            os.environ["PYTHONASYNCIODEBUG"] = "1"
        else:
            os.environ.pop("PYTHONASYNCIODEBUG", None)
        if self.kind == "uvloop":
            import uvloop
            return Loop(uvloop.new_event_loop()).java_loop
        return Loop(SelectorLoop()).java_loop

    def j_lacks(self):
        lacks = java("java.util.ArrayList")()
        for name in LACKS[self.kind]:
            lacks.add(name)
        return lacks

    def j_leaks(self):
        return java("java.util.ArrayList")()


def detach_at_end():
    """Has every thread of Python's leave the JVM when it ends, or the JVM takes it for alive."""
    run = threading.Thread.run

    def run_and_detach(thread):
        try:
            run(thread)
        finally:
            if java("java.lang.Thread").isAttached():
                java("java.lang.Thread").detach()

    threading.Thread.run = run_and_detach


def script_names():
    """Has Python find the host names that rules make up."""
    system = socket.getaddrinfo
    names = java("tck.harness.net.ScriptedNames").class_
    text = java("java.lang.String")
    scripted = names.getDeclaredMethod("isScripted", text.class_)
    lookup = names.getDeclaredMethod("lookup", text.class_)
    scripted.setAccessible(True)
    lookup.setAccessible(True)

    def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
        if not isinstance(host, str) or not scripted.invoke(None, text(host)):
            return system(host, port, family, type, proto, flags)
        try:
            found = lookup.invoke(None, text(host)).toList()
        except JException:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from None
        result = []
        for address in found:
            literal = str(address.getHostAddress())
            own = socket.AF_INET6 if ":" in literal else socket.AF_INET
            if family in (0, own):
                result += system(literal, port, family, type, proto, flags)
        return result

    socket.getaddrinfo = getaddrinfo


def prepare(kind):
    channels.duplicates = {} if kind == "uvloop" else None
    detach_at_end()
    script_names()
    logging.getLogger("asyncio").addHandler(JavaLog())
    logging.getLogger("asyncio").setLevel(logging.DEBUG)
    logging.getLogger("asyncio").propagate = False
    logging.captureWarnings(True)
    warnings.simplefilter("always", ResourceWarning)
    logging.getLogger("py.warnings").addHandler(JavaLog())
    logging.getLogger("py.warnings").propagate = False
    java("tck.bridge.PythonRow").use(Row(kind).proxy())


def serve(done):
    """Keeps Python's main thread, the only one that may have signals, until the suite has ended."""
    done.wait()
