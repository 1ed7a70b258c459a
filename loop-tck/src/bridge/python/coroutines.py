# SPDX-License-Identifier: Apache-2.0
"""Coroutines of asyncio's that a method of Java's begins: at once, as "await" would, up to the first suspension."""

import asyncio
import types
from asyncio import events

from jpype import JException

from values import Side, java_error


class Running(Side):
    """A task, or a future, that a cancel of Java's future cancels."""

    def __init__(self, task):
        super().__init__()
        self.task = task

    def j_cancel(self):
        self.task.cancel()


class Cancel:
    def __init__(self, choose):
        self.choose = choose

    def cancel(self):
        self.choose().cancel()


def start(loop, coroutine, future):
    outer = events._get_running_loop()
    if outer is None:
        events._set_running_loop(loop)
    try:
        first = coroutine.send(None)
    except StopIteration as end:
        future.returned(end.value)
        return
    except OSError as error:  # what is wrong with the arguments is thrown, what the system says fails the future
        future.raised(java_error(error))
        return
    finally:
        if outer is None:
            events._set_running_loop(None)

    entered = False

    @types.coroutine
    def rest():
        nonlocal entered
        entered = True
        yielded = first
        while True:
            try:
                sent = yield yielded
            except GeneratorExit:
                coroutine.close()
                raise
            except BaseException as error:
                step, value = coroutine.throw, error
            else:
                step, value = coroutine.send, sent
            try:
                yielded = step(value)
            except StopIteration as end:
                return end.value

    async def whole():
        try:
            value = await rest()
        except asyncio.CancelledError as error:
            future.gaveUp(error.args[0] if error.args and not isinstance(error.args[0], str) else None)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            future.raised(java_error(error))
        else:
            future.returned(value)

    task = loop.create_task(whole())
    # A task that is cancelled before its first step never enters its coroutine, but this one has begun already.
    future.begun(Running(Cancel(lambda: task if entered or first is None else first)).proxy())
