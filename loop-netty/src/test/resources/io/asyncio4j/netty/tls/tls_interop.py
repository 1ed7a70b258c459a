# SPDX-License-Identifier: Apache-2.0
"""CPython's asyncio as the other side of TLS: direct and by start_tls, in both roles.

tls_interop.py server CERT KEY VERSION   prints "ready PLAIN_PORT TLS_PORT", serves until killed
tls_interop.py client CA VERSION PLAIN_PORT TLS_PORT   talks to both, prints "ok"
"""
import asyncio
import ssl
import sys

BULK = bytes(range(256)) * 4096


def version(context, name):
    wanted = getattr(ssl.TLSVersion, name)
    context.minimum_version = wanted
    context.maximum_version = wanted
    return context


async def answer(reader, writer):
    while line := await reader.readline():
        if line == b"bulk\n":
            assert await reader.readexactly(len(BULK)) == BULK
            writer.write(BULK)
        else:
            writer.write(line.upper())
        await writer.drain()
    writer.close()


async def upgrade(reader, writer, context):
    assert await reader.readline() == b"STARTTLS\n"
    writer.write(b"go\n")
    await writer.start_tls(context)
    await answer(reader, writer)


async def serve(cert, key, wanted):
    context = version(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), wanted)
    context.load_cert_chain(cert, key)
    plain = await asyncio.start_server(lambda r, w: upgrade(r, w, context), "127.0.0.1", 0)
    secure = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    ports = [str(server.sockets[0].getsockname()[1]) for server in (plain, secure)]
    print("ready", *ports, flush=True)
    await asyncio.Event().wait()


async def talk(reader, writer):
    writer.write(b"hello\n")
    assert await reader.readline() == b"HELLO\n"
    writer.write(b"bulk\n" + BULK)
    assert await reader.readexactly(len(BULK)) == BULK
    writer.close()
    await writer.wait_closed()


async def connect(ca, wanted, plain, secure):
    context = version(ssl.create_default_context(cafile=ca), wanted)
    reader, writer = await asyncio.open_connection("127.0.0.1", secure, ssl=context, server_hostname="localhost")
    assert writer.get_extra_info("ssl_object").version().replace(".", "_") == wanted
    await talk(reader, writer)
    reader, writer = await asyncio.open_connection("127.0.0.1", plain)
    writer.write(b"STARTTLS\n")
    assert await reader.readline() == b"go\n"
    await writer.start_tls(context, server_hostname="localhost")
    await talk(reader, writer)
    print("ok", flush=True)


if sys.argv[1] == "server":
    asyncio.run(serve(*sys.argv[2:5]))
else:
    asyncio.run(connect(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])))
