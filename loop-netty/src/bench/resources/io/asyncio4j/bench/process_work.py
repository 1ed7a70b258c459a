# SPDX-License-Identifier: Apache-2.0
"""Works with child processes, driven line by line; ProcessWork.java says how. Argument: asyncio|uvloop."""
import asyncio
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE

CHUNK = 64 * 1024


def report(done, started):
    print("result", done, time.perf_counter() - started, flush=True)


async def spawn(places, seconds):
    started = time.perf_counter()
    done = 0

    async def place():
        nonlocal done
        while time.perf_counter() - started < seconds:
            child = await asyncio.create_subprocess_exec("/bin/true", stdin=DEVNULL, stdout=DEVNULL)
            assert await child.wait() == 0
            done += 1

    await asyncio.gather(*[place() for _ in range(places)])
    report(done, started)


async def communicate(seconds):
    started = time.perf_counter()
    done = 0
    while time.perf_counter() - started < seconds:
        child = await asyncio.create_subprocess_exec("/bin/echo", "a line", stdin=DEVNULL, stdout=PIPE)
        output, _ = await child.communicate()
        assert len(output) == 7
        done += 1
    report(done, started)


async def cat(seconds):
    started = time.perf_counter()
    child = await asyncio.create_subprocess_exec("/bin/cat", stdin=PIPE, stdout=PIPE)

    async def feed():
        chunk = bytes(CHUNK)
        while time.perf_counter() - started < seconds:
            child.stdin.write(chunk)
            await child.stdin.drain()
        child.stdin.close()

    feeding = asyncio.create_task(feed())
    done = 0
    while data := await child.stdout.read(CHUNK):
        done += len(data)
    report(done, started)
    await feeding
    assert await child.wait() == 0


def main():
    if sys.argv[1] == "uvloop":
        import uvloop

        uvloop.install()
    print("ready", flush=True)
    # Not by iteration: that reads ahead.
    while line := sys.stdin.readline():
        command, *numbers = line.split()
        work = {"spawn": lambda n, s: spawn(int(n), float(s)), "communicate": lambda s: communicate(float(s)),
                "cat": lambda s: cat(float(s))}[command]
        asyncio.run(work(*numbers))


main()
