# SPDX-License-Identifier: Apache-2.0
"""Echo on asyncio or uvloop, written as uvloop's own benchmark writes it.

--loop asyncio|uvloop --port N --mode protocol|buffered|streams|two-writes|two-writes-streams
"""
import argparse
import asyncio

HEAD = 64


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


class TwoWrites(Echo):
    def data_received(self, data):
        self.transport.write(data[:HEAD])
        if len(data) > HEAD:
            self.transport.write(data[HEAD:])


class BufferedEcho(asyncio.BufferedProtocol):
    def connection_made(self, transport):
        self.transport = transport
        self.buffer = bytearray(SIZE_OF_BUFFER)

    def get_buffer(self, sizehint):
        return self.buffer

    def buffer_updated(self, nbytes):
        # A copy, because the next read goes into the same buffer.
        self.transport.write(self.buffer[:nbytes])


SIZE_OF_BUFFER = 256 * 1024


async def stream_echo(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def stream_two_writes(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data[:HEAD])
            if len(data) > HEAD:
                writer.write(data[HEAD:])
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def serve(mode, port):
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: None)
    streams = {"streams": stream_echo, "two-writes-streams": stream_two_writes}
    protocols = {"protocol": Echo, "buffered": BufferedEcho, "two-writes": TwoWrites}
    if mode in streams:
        server = await asyncio.start_server(streams[mode], "127.0.0.1", port, backlog=4096)
    else:
        server = await loop.create_server(protocols[mode], "127.0.0.1", port, backlog=4096)
    print(f"ready 127.0.0.1:{port}", flush=True)
    async with server:
        await server.serve_forever()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--loop", choices=["asyncio", "uvloop"], required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--mode", required=True)
    options = parser.parse_args()
    if options.loop == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(serve(options.mode, options.port))


main()
