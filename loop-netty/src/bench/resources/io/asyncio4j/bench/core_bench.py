# SPDX-License-Identifier: Apache-2.0
"""The core benches on asyncio or uvloop; prints "name nanoseconds-an-operation" lines, the best known form of each.

--loop asyncio|uvloop --seconds S: each bench runs for about S seconds, after a warm-up of a quarter of it.
"""
import argparse
import asyncio
import statistics
import threading
import time

N = 10_000
FEW = 1_000
TIMERS = 100_000
CHILDREN = 1_000
LINES = b"a line of text that has sixty-four bytes, its end being included\n" * FEW


def call_soon_chain(loop):
    left = N

    def step():
        nonlocal left
        left -= 1
        if left:
            loop.call_soon(step)
        else:
            loop.stop()

    loop.call_soon(step)
    loop.run_forever()
    return N


def call_soon_batch(loop):
    def nothing():
        pass

    for _ in range(N):
        loop.call_soon(nothing)
    loop.call_soon(loop.stop)
    loop.run_forever()
    return N


def timer_fire(loop):
    left = TIMERS

    def fired():
        nonlocal left
        left -= 1
        if not left:
            loop.stop()

    for _ in range(TIMERS):
        loop.call_later(0.001, fired)
    loop.run_forever()
    return TIMERS


def timer_cancel(loop):
    def nothing():
        pass

    def work():
        for _ in range(N):
            loop.call_later(60, nothing).cancel()
        loop.stop()

    loop.call_soon(work)
    loop.run_forever()
    return N


def timer_mass_cancel(loop):
    def nothing():
        pass

    def work():
        handles = [loop.call_later(60 + i % 100, nothing) for i in range(TIMERS)]
        for handle in handles:
            handle.cancel()
        loop.stop()

    loop.call_soon(work)
    loop.run_forever()
    return TIMERS


def in_task(body):
    def run(loop):
        return loop.run_until_complete(body(loop))

    run.__name__ = body.__name__
    return run


@in_task
async def task_switch(loop):
    for _ in range(N):
        await asyncio.sleep(0)
    return N


@in_task
async def task_create_await(loop):
    async def nothing():
        pass

    for _ in range(N):
        await loop.create_task(nothing())
    return N


@in_task
async def future_round_trip(loop):
    for _ in range(N):
        future = loop.create_future()
        loop.call_soon(future.set_result, None)
        await future
    return N


@in_task
async def executor_round_trip(loop):
    def nothing():
        pass

    for _ in range(N // 10):
        await loop.run_in_executor(None, nothing)
    return N // 10


@in_task
async def queue_put_get(loop):
    queue = asyncio.Queue()
    for _ in range(N):
        await queue.put(1)
        await queue.get()
    return N


@in_task
async def queue_hand_over(loop):
    queue = asyncio.Queue(1)

    async def produce():
        for _ in range(N):
            await queue.put(1)

    producer = loop.create_task(produce())
    for _ in range(N):
        await queue.get()
    await producer
    return N


@in_task
async def lock_hand_over(loop):
    lock = asyncio.Lock()
    await lock.acquire()

    async def take():
        for _ in range(N // 2):
            async with lock:
                continue

    one = loop.create_task(take())
    other = loop.create_task(take())
    await asyncio.sleep(0)
    lock.release()
    await one
    await other
    return N


@in_task
async def lock_free(loop):
    lock = asyncio.Lock()
    for _ in range(N):
        async with lock:
            continue
    return N


async def one():
    return 1


@in_task
async def gather1000(loop):
    await asyncio.gather(*[one() for _ in range(CHILDREN)])
    return CHILDREN


@in_task
async def task_group1000(loop):
    async with asyncio.TaskGroup() as group:
        for _ in range(CHILDREN):
            group.create_task(one())
    return CHILDREN


@in_task
async def timeout_ready(loop):
    ready = loop.create_future()
    ready.set_result(1)
    for _ in range(N):
        async with asyncio.timeout(60):
            await ready
    return N


@in_task
async def read_line(loop):
    reader = asyncio.StreamReader(loop=loop)
    reader.feed_data(LINES)
    reader.feed_eof()
    while await reader.readline():
        continue
    return FEW


def threadsafe_post(loop):
    left = N

    def arrived():
        nonlocal left
        left -= 1
        if not left:
            loop.stop()

    def post():
        for _ in range(N):
            loop.call_soon_threadsafe(arrived)

    poster = threading.Thread(target=post)
    loop.call_soon(poster.start)
    loop.run_forever()
    poster.join()
    return N


def threadsafe_round_trip(loop):
    """One post at a time: the loop sleeps in its poller when it comes."""
    count = N // 10
    arrived = threading.Event()

    def post():
        for _ in range(count):
            arrived.clear()
            loop.call_soon_threadsafe(arrived.set)
            arrived.wait()
        loop.call_soon_threadsafe(loop.stop)

    poster = threading.Thread(target=post)
    loop.call_soon(poster.start)
    loop.run_forever()
    poster.join()
    return count


BENCHES = [
    call_soon_chain,
    call_soon_batch,
    timer_fire,
    timer_cancel,
    timer_mass_cancel,
    task_switch,
    task_create_await,
    future_round_trip,
    queue_put_get,
    queue_hand_over,
    lock_hand_over,
    lock_free,
    gather1000,
    task_group1000,
    timeout_ready,
    read_line,
    threadsafe_post,
    threadsafe_round_trip,
    executor_round_trip,
]


def measure(bench, loop, seconds):
    """The median over many short slices: what disturbs is shorter than the whole."""
    slices = []
    for _ in range(15):
        operations = 0
        started = time.perf_counter()
        while (spent := time.perf_counter() - started) < seconds / 15 or not operations:
            operations += bench(loop)
        slices.append(spent / operations * 1e9)
    return statistics.median(slices)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--loop", choices=["asyncio", "uvloop"], required=True)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--only", default="", help="benches whose name contains one of these texts, separated by commas")
    options = parser.parse_args()
    if options.loop == "uvloop":
        import uvloop

        loop = uvloop.new_event_loop()
    else:
        loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    print("ready", flush=True)
    for bench in BENCHES:
        if not any(text in bench.__name__ for text in options.only.split(",")):
            continue
        measure(bench, loop, options.seconds / 4)
        print(bench.__name__, measure(bench, loop, options.seconds), flush=True)
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


main()
