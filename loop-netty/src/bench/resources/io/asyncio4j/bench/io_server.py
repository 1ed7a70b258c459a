# SPDX-License-Identifier: Apache-2.0
"""Echo over TLS, UDP and unix sockets, and a file for whoever asks, on asyncio or uvloop.

--loop asyncio|uvloop --port N --mode tls-protocol|tls-streams|udp|unix-protocol|unix-streams|file
--cert FILE --key FILE --file FILE
"""
import argparse
import asyncio
import ssl


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


class Packets(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.transport.sendto(data, addr)


class Sender(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.task = asyncio.ensure_future(self.send())

    async def send(self):
        with open(OPTIONS.file, "rb") as file:
            await asyncio.get_running_loop().sendfile(self.transport, file)
        self.transport.close()


async def stream_echo(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except (ConnectionError, ssl.SSLError):
        pass
    finally:
        writer.close()


async def serve():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: None)
    kind, _, shape = OPTIONS.mode.partition("-")
    port = OPTIONS.port
    if kind == "udp":
        await loop.create_datagram_endpoint(Packets, local_addr=("127.0.0.1", port))
        print("ready", flush=True)
        await loop.create_future()
    if kind == "file" and type(loop).sendfile is asyncio.AbstractEventLoop.sendfile:
        print(f"error: {OPTIONS.loop} has no sendfile", flush=True)
        return
    arguments = {"backlog": 4096}
    if kind == "tls":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(OPTIONS.cert, OPTIONS.key)
        arguments["ssl"] = context
    if kind == "unix":
        path = f"/tmp/asyncio4j-bench-{port}.sock"
        if shape == "streams":
            server = await asyncio.start_unix_server(stream_echo, path, **arguments)
        else:
            server = await loop.create_unix_server(Echo, path, **arguments)
    elif shape == "streams":
        server = await asyncio.start_server(stream_echo, "127.0.0.1", port, **arguments)
    else:
        factory = Sender if kind == "file" else Echo
        server = await loop.create_server(factory, "127.0.0.1", port, **arguments)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


def main():
    if OPTIONS.loop == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(serve())


parser = argparse.ArgumentParser()
parser.add_argument("--loop", choices=["asyncio", "uvloop"], required=True)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--mode", required=True)
parser.add_argument("--cert")
parser.add_argument("--key")
parser.add_argument("--file")
OPTIONS = parser.parse_args()
main()
