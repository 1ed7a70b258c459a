# SPDX-License-Identifier: Apache-2.0
"""The smallest web service of aiohttp, on uvloop: --port N"""
import argparse
import asyncio

import uvloop
from aiohttp import web


async def answer(request):
    return web.Response(text="Hello, World!")


async def main(port):
    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=4096).start()
    print(f"ready 127.0.0.1:{port}", flush=True)
    await asyncio.Event().wait()


parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
uvloop.install()
asyncio.run(main(parser.parse_args().port))
