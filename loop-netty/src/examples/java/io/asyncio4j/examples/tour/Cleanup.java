// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.tour;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;

/** What a coroutine does when it is cancelled, and how to keep a part of it from being cancelled. */
final class Cleanup {

    void cancelled() throws Exception {
        Task<?> worker = Asyncio.createTask(() -> {
            try {
                Asyncio.sleep(3600);
            } catch (CancelledError e) {
                IO.println("cleanup: cancelled because of " + e.message());
                throw e;
            } finally {
                // Suspends while it is being cancelled; it takes one more cancel() to disturb it.
                Asyncio.sleep(0.001);
                IO.println("cleanup: put away");
            }
        });
        Asyncio.sleep(0);
        worker.cancel("the end of the shift");
        try {
            worker.await();
        } catch (CancelledError e) {
            IO.println("cleanup: the worker is cancelled: " + worker.cancelled());
        }
    }

    void shielded() throws Exception {
        Future<String> commit = Asyncio.ensureFuture(() -> {
            Asyncio.sleep(0.01);
            return "committed";
        });
        Task<String> request = Asyncio.createTask(() -> Asyncio.shield(commit).await());
        Asyncio.sleep(0);
        request.cancel();
        try {
            request.await();
        } catch (CancelledError e) {
            IO.println("shield: the request is cancelled, the commit is done: " + commit.done());
        }
        IO.println("shield: " + commit.await());
    }
}
