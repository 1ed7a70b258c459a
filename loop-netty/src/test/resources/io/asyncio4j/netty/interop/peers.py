# SPDX-License-Identifier: Apache-2.0
"""The other side of interop tests: unix sockets, datagrams and files, by CPython's asyncio."""
import asyncio
import hashlib
import socket
import sys


async def unix_server(path):
    async def echo(reader, writer):
        data = await reader.read()
        writer.write(data)
        writer.write_eof()
        await writer.drain()
        writer.close()

    async with await asyncio.start_unix_server(echo, path):
        print("ready", flush=True)
        await asyncio.sleep(60)


async def unix_client(path):
    reader, writer = await asyncio.open_unix_connection(path)
    data = bytes(range(256)) * 8000
    writer.write(data)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    print("same" if answer == data else f"differs: {len(answer)}", flush=True)


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.transport.sendto(data, addr)


async def udp_server():
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Echo, ("127.0.0.1", 0))
    print("ready", transport.get_extra_info("sockname")[1], flush=True)
    await asyncio.sleep(60)


def udp_client(port):
    # Not by asyncio, which drops empty datagrams before Python 3.13.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(20)
        sock.connect(("127.0.0.1", int(port)))
        for size in [0, 1, 2048, 9000, 65507] + list(range(200)):
            data = bytes(i % 251 for i in range(size))
            sock.send(data)
            if sock.recv(70000) != data:
                print("differs:", size, flush=True)
                return
    print("same", flush=True)


async def receive(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
    digest = hashlib.sha256()
    count = 0
    while data := await reader.read(1 << 18):
        digest.update(data)
        count += len(data)
    writer.close()
    print(count, digest.hexdigest(), flush=True)


role, *args = sys.argv[1:]
result = globals()[role](*args)
if result is not None:
    asyncio.run(result)
