# SPDX-License-Identifier: Apache-2.0
"""The other side of the interoperability tests: CPython's asyncio.

interop.py client PORT    drives an echo service; prints "ok NAME ..." for each scenario, exits 1 at the first failure
interop.py server         serves echo on a free port; prints "ready PORT"; ends with its standard input
"""
import asyncio
import random
import socket
import struct
import sys
import time

HOST = "127.0.0.1"
LIMIT = 60


async def many_clients(port):
    """Many at once, each with its own data."""

    async def client(seed):
        rng = random.Random(seed)
        reader, writer = await asyncio.open_connection(HOST, port)
        for _ in range(15):
            message = rng.randbytes(rng.randint(1, 12_000))
            writer.write(message)
            await writer.drain()
            assert await reader.readexactly(len(message)) == message, f"client {seed}: other data came back"
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(client(seed) for seed in range(60)))


async def half_close(port):
    """End the sending side first, then read a large answer to its end."""
    message = random.Random(1).randbytes(5_000_000)
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(message)
    writer.write_eof()
    answer = await reader.read()
    assert len(answer) == len(message), f"{len(answer)} bytes of {len(message)} came back"
    assert answer == message, "other data came back"
    writer.close()
    await writer.wait_closed()


async def empty_connection(port):
    """End the sending side without having sent anything."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write_eof()
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


async def reset(port):
    """Break connections off, idle ones and ones with data on the way; others are served as before."""
    for i in range(30):
        reader, writer = await asyncio.open_connection(HOST, port)
        if i % 3 > 0:
            writer.write(b"x" * (100 if i % 3 == 1 else 1_000_000))
        if i % 2:
            await asyncio.sleep(0.002)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
    await half_close(port)


async def slow_reader(port):
    """Read a large answer in small pieces and with pauses."""
    loop = asyncio.get_running_loop()
    message = random.Random(2).randbytes(2_000_000)
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.setblocking(False)
        await loop.sock_connect(sock, (HOST, port))
        sending = asyncio.create_task(loop.sock_sendall(sock, message))
        answer = bytearray()
        while len(answer) < len(message):
            piece = await loop.sock_recv(sock, 500 if len(answer) < 100_000 else 20_000)
            assert piece, f"the answer ended after {len(answer)} bytes"
            answer += piece
            if len(answer) < 100_000:
                await asyncio.sleep(0.001)
        await sending
        assert answer == message, "other data came back"


async def flow_control(port):
    """Who never reads is not read from for ever; and loses nothing when he begins to."""
    loop = asyncio.get_running_loop()
    most = 64 * 1024 * 1024
    block = random.Random(3).randbytes(64 * 1024)
    with socket.socket() as sock:
        sock.setblocking(False)
        await loop.sock_connect(sock, (HOST, port))
        sent = 0
        while sent < most:
            try:
                sent += sock.send(block[sent % len(block):])
            except BlockingIOError:
                before = sent
                await asyncio.sleep(0.5)
                try:
                    sent += sock.send(block[sent % len(block):])
                except BlockingIOError:
                    pass
                if sent == before:
                    break
        assert sent < most, f"the server took {sent} bytes from a client that does not read"
        sock.shutdown(socket.SHUT_WR)
        received = 0
        while piece := await loop.sock_recv(sock, 1 << 20):
            at = 0
            while at < len(piece):
                expected = block[(received + at) % len(block):]
                part = piece[at:at + len(expected)]
                assert part == expected[:len(part)], f"other data came back near byte {received + at}"
                at += len(part)
            received += len(piece)
        assert received == sent, f"{received} bytes of {sent} came back"


SCENARIOS = [many_clients, half_close, empty_connection, reset, slow_reader, flow_control]


async def drive(port):
    for scenario in SCENARIOS:
        begin = time.monotonic()
        await asyncio.wait_for(scenario(port), LIMIT)
        print(f"ok {scenario.__name__} {time.monotonic() - begin:.2f} s", flush=True)


async def echo(reader, writer):
    while data := await reader.read(10_000):
        writer.write(data)
        await writer.drain()
    writer.close()


async def serve():
    server = await asyncio.start_server(echo, HOST, 0)
    print(f"ready {server.sockets[0].getsockname()[1]}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if sys.argv[1] == "client":
    asyncio.run(drive(int(sys.argv[2])))
else:
    asyncio.run(serve())
