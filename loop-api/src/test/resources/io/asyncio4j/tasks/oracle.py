# SPDX-License-Identifier: Apache-2.0
"""Random programs of combined futures, and what CPython makes of them, for CPythonOracleTest.

usage: python3.13 oracle.py SEED COUNT > oracle.txt

A line is: tasks separated by "|", "#", events "iteration:what:number" separated by ",", "#", what was seen. There are five
futures. A task is an expression; each prints its end with the iteration in which it came. Events: r a future's result,
e its failure, c its cancellation, T a task's cancellation."""
import asyncio
import random
import sys

FUTURES, ITERATIONS = 5, 30
MODES = {"FIRST_COMPLETED": asyncio.FIRST_COMPLETED, "FIRST_EXCEPTION": asyncio.FIRST_EXCEPTION,
         "ALL_COMPLETED": asyncio.ALL_COMPLETED}


class Boom(Exception):
    pass


def expression(rng, depth):
    if depth == 0 or rng.random() < 0.25:
        return rng.choice([f"(await {rng.randrange(FUTURES)})"] * 3 + [f"(sleep {rng.randrange(1, 4)})"])
    kind = rng.choice(["gather", "gather", "gatherReturning", "shield", "shield", "wait", "waitFor", "waitForTask",
                       "asCompleted", "plainAsCompleted", "then", "then", "futures"])
    mode = " " + rng.choice(list(MODES))
    if kind == "futures":
        kind = rng.choice(["gatherFutures", "gatherReturningFutures", "waitFutures", "asCompletedFutures"])
        parts = [str(rng.randrange(FUTURES)) for _ in range(rng.randrange(1, 4))]
    else:
        count = {"shield": 1, "waitFor": 1, "waitForTask": 1, "then": 2}.get(kind) or rng.randrange(1, 4)
        parts = [expression(rng, depth - 1) for _ in range(count)]
    return "(" + kind + (mode if kind.startswith("wait") and "For" not in kind else "") + " " + " ".join(parts) + ")"


def program(rng):
    tasks = [expression(rng, rng.randrange(1, 4)) for _ in range(rng.randrange(1, 4))]
    events = [f"{rng.randrange(12)}:{rng.choice('rrreecT')}:{rng.randrange(FUTURES)}" for _ in range(rng.randrange(2, 10))]
    return "|".join(tasks), ",".join(events)


def parse(tokens):
    token = tokens.pop(0)
    if token != "(":
        return token
    node = []
    while tokens[0] != ")":
        node.append(parse(tokens))
    tokens.pop(0)
    return node


def show(value):
    if isinstance(value, asyncio.CancelledError):
        return "cancelled"
    if isinstance(value, BaseException):
        return "failed" if isinstance(value, Boom) else repr(value)
    return "[" + ",".join(map(show, value)) + "]" if isinstance(value, list) else str(value)


def outcome(future):
    return "cancelled" if future.cancelled() else show(future.exception() or future.result())


class Run:
    def __init__(self):
        self.futures = [asyncio.get_running_loop().create_future() for _ in range(FUTURES)]
        self.log, self.iteration, self.children, self.depends_on_hashes = [], 0, [], False

    def start(self, node):
        self.children.append(asyncio.create_task(self.value(node)))
        return self.children[-1]

    def given(self, kind, nodes):
        return [self.futures[int(node)] if kind.endswith("Futures") else self.start(node) for node in nodes]

    async def value(self, node):
        kind, *rest = node
        if kind == "await":
            return await self.futures[int(rest[0])]
        if kind == "sleep":
            for _ in range(int(rest[0])):
                await asyncio.sleep(0)
            return "slept"
        if kind in ("gather", "gatherReturning"):
            return await asyncio.gather(*map(self.value, rest), return_exceptions=kind == "gatherReturning")
        if kind.startswith("gather"):
            return await asyncio.gather(*self.given(kind, rest), return_exceptions="Returning" in kind)
        if kind == "shield":
            return await asyncio.shield(self.start(rest[0]))
        if kind == "waitFor":
            return await asyncio.wait_for(self.value(rest[0]), 1000)
        if kind == "waitForTask":
            return await asyncio.wait_for(self.start(rest[0]), 1000)
        if kind in ("wait", "waitFutures"):
            given = self.given(kind, rest[1:])
            done, _ = await asyncio.wait(given, return_when=MODES[rest[0]])
            return " ".join("done" if future in done else "pending" for future in given)
        if kind in ("asCompleted", "asCompletedFutures"):
            given, seen = self.given(kind, rest), []
            self.depends_on_hashes |= len({future for future in given if future.done()}) > 1
            async for future in asyncio.as_completed(given):
                seen.append(f"{given.index(future)} {outcome(future)} at {self.iteration}")
            return seen
        if kind == "plainAsCompleted":
            seen = []
            for following in asyncio.as_completed(self.given(kind, rest)):
                try:
                    seen.append(f"{show(await following)} at {self.iteration}")
                except Boom:
                    seen.append(f"failed at {self.iteration}")
            return seen
        assert kind == "then", kind
        try:
            first = show(await self.value(rest[0]))
        except BaseException as error:
            first = show(error)
        self.log.append(f"{self.iteration} then after {first}")
        return await self.value(rest[1])

    async def top(self, number, node):
        try:
            end = show(await self.value(node))
        except BaseException as error:
            end = show(error)
        self.log.append(f"{self.iteration} task {number} {end}")

    async def run(self, tasks, events):
        nodes = [parse(text.replace("(", " ( ").replace(")", " ) ").split()) for text in tasks.split("|")]
        tops = [asyncio.create_task(self.top(number, node)) for number, node in enumerate(nodes)]
        while self.iteration < ITERATIONS:
            for event in events.split(","):
                at, what, number = event.split(":")
                if int(at) == self.iteration:
                    self.happen(what, self.futures[int(number)], tops[int(number) % len(tops)], int(number))
            await asyncio.sleep(0)
            self.iteration += 1
        self.log += [f"task {number} goes on" for number, task in enumerate(tops) if not task.done()]
        return "; ".join(self.log)

    @staticmethod
    def happen(what, future, task, number):
        if what == "T":
            task.cancel()
        elif not future.done():
            {"r": lambda: future.set_result(number), "e": lambda: future.set_exception(Boom()), "c": future.cancel}[what]()

    async def end(self):
        for _ in range(6):
            for open_end in [*self.futures, *(asyncio.all_tasks() - {asyncio.current_task()})]:
                open_end.cancel()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        for future in self.children + self.futures:
            future.cancelled() or future.exception()


async def main(seed, count):
    rng = random.Random(seed)
    while count:
        tasks, events = program(rng)
        run = Run()
        seen = await run.run(tasks, events)
        # What was done before comes in the order of a set of objects there: no oracle for anybody.
        if not run.depends_on_hashes:
            print(tasks, events, seen, sep="#")
            count -= 1
        await run.end()

asyncio.run(main(*map(int, sys.argv[1:])))
