# SPDX-License-Identifier: Apache-2.0
"""Protocols of asyncio's that pass every callback on to a protocol of Java's."""

import asyncio

from jpype import JException, JObject

import transports
from values import java, java_address, java_bytes, java_context, java_error, through_asyncio


def calls():
    return java("tck.bridge.Protocols")


class Base(asyncio.BaseProtocol):
    def __init__(self, loop, protocol):
        self.loop = loop
        self.protocol = protocol

    def tell(self, method, *arguments):
        try:
            return method(java_context(), self.protocol, *arguments)
        except JException as error:
            raised = through_asyncio(error)
        raise raised

    def connection_made(self, transport):
        self.tell(calls().connectionMade, transports.to_java(self.loop, transport))

    def connection_lost(self, exc):
        self.tell(calls().connectionLost, java_error(exc))

    def pause_writing(self):
        self.tell(calls().pauseWriting)

    def resume_writing(self):
        self.tell(calls().resumeWriting)

    def __repr__(self):
        return str(self.protocol.toString())


class Stream(Base, asyncio.Protocol):
    def data_received(self, data):
        self.tell(calls().dataReceived, java_bytes(data))

    def eof_received(self):
        return bool(self.tell(calls().eofReceived))


class Buffered(Base, asyncio.BufferedProtocol):
    def get_buffer(self, sizehint):
        self.buffer = self.tell(calls().getBuffer, sizehint)
        self.bytes = None if self.buffer is None else memoryview(bytearray(int(self.buffer.remaining())))
        return self.bytes

    def buffer_updated(self, nbytes):
        self.tell(calls().bufferUpdated, self.buffer, java_bytes(self.bytes[:nbytes]))

    def eof_received(self):
        return bool(self.tell(calls().eofReceived))


class Datagram(Base, asyncio.DatagramProtocol):
    def datagram_received(self, data, addr):
        self.tell(calls().datagramReceived, java_bytes(data), java_address(addr))

    def error_received(self, exc):
        error = java_error(exc)
        if not isinstance(error, java("java.io.IOException")):
            error = java("java.io.IOException")(str(error), error)
        self.tell(calls().errorReceived, error)


class Subprocess(Base, asyncio.SubprocessProtocol):
    def pipe_data_received(self, fd, data):
        self.tell(calls().pipeDataReceived, fd, java_bytes(data))

    def pipe_connection_lost(self, fd, exc):
        self.tell(calls().pipeConnectionLost, fd, java_error(exc))

    def process_exited(self):
        self.tell(calls().processExited)


KINDS = {"stream": Stream, "buffered": Buffered, "datagram": Datagram, "subprocess": Subprocess, "base": Base}


def to_python(loop, protocol):
    return KINDS[str(calls().kind(protocol))](loop, protocol)


def factory(loop, supplier):
    """A protocol factory of asyncio's, and a place where the protocol that it made is found."""
    made = []

    def make():
        try:
            protocol = calls().make(java_context(), supplier)
        except JException as error:
            raised = through_asyncio(error)
        else:
            made.append(protocol)
            return to_python(loop, protocol)
        raise raised

    return make, made
