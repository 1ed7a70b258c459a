# SPDX-License-Identifier: Apache-2.0
"""Many coroutines that sleep; prints how long they took to start, in seconds, and the memory that they occupy, in bytes.

Arguments: asyncio|uvloop, and how many.
"""
import asyncio
import gc
import os
import sys
import time


def resident():
    gc.collect()
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def main(count):
    asleep = 0

    async def sleeper():
        nonlocal asleep
        asleep += 1
        await asyncio.sleep(3600)

    before = resident()
    started = time.perf_counter()
    tasks = [asyncio.create_task(sleeper()) for _ in range(count)]
    while asleep < count:
        await asyncio.sleep(0)
    seconds = time.perf_counter() - started
    print(seconds, resident() - before, flush=True)
    os._exit(len(tasks) != count)


if sys.argv[1] == "uvloop":
    import uvloop

    uvloop.install()
asyncio.run(main(int(sys.argv[2])))
