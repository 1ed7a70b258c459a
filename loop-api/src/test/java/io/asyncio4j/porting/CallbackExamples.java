// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.porting;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.sync.Event;
import io.asyncio4j.tasks.Future;

/** The examples of asyncio's pages on the event loop, futures and locks; docs/porting.md shows them. */
final class CallbackExamples {

    void helloWorld(AbstractEventLoop loop) {
        IO.println("Hello World");
        loop.stop();
    }

    void callSoon(AbstractEventLoop loop) {
        loop.callSoon(() -> helloWorld(loop));
        // Blocks until stop() is called.
        loop.runForever();
    }

    void displayTime(double endTime, AbstractEventLoop loop) {
        IO.println("%.0f".formatted(loop.time()));
        if (loop.time() + 1.0 < endTime) {
            loop.callLater(1, () -> displayTime(endTime, loop));
        } else {
            loop.stop();
        }
    }

    void callLater(AbstractEventLoop loop) {
        double endTime = loop.time() + 5.0;
        loop.callSoon(() -> displayTime(endTime, loop));
        loop.runForever();
    }

    void setAfter(Future<String> fut, double delay, String value) {
        Asyncio.sleep(delay);
        fut.setResult(value);
    }

    void futures() throws Exception {
        var loop = Asyncio.getRunningLoop();
        Future<String> fut = loop.createFuture();

        loop.createTask(() -> setAfter(fut, 1, "... world"));

        IO.println("hello ...");
        IO.println(fut.await());
    }

    void waiter(Event event) {
        IO.println("waiting for it ...");
        event.await();
        IO.println("... got it!");
    }

    void events() throws Exception {
        var event = new Event();
        var waiterTask = Asyncio.createTask(() -> waiter(event));

        Asyncio.sleep(1);
        event.set();

        waiterTask.await();
    }
}
