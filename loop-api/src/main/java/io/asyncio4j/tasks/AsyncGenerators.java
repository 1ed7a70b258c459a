// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The async generators of one loop that have started and not ended; asyncio's {@code loop._asyncgens}. For loop
 * implementers, whose {@code shutdownAsyncGenerators()} calls it. Loop only.
 *
 * <p>
 * A body that waits at its {@code yield} is held by its thread, so the garbage collector never finds it. What it does
 * find is the {@link AsyncGenerator} that the program let go of; then the body is closed in a task of its own, as Python
 * does with the generator itself (rule AGEN-03).
 */
public final class AsyncGenerators {

    private static final System.Logger LOG = System.getLogger("io.asyncio4j.tasks");

    private final Set<GeneratorRun<?>> open = new LinkedHashSet<>();
    private boolean shutDown;

    AsyncGenerators() {}

    void add(GeneratorRun<?> run, AbstractEventLoop loop) {
        AsyncGenerator<?> handle = run.handle();
        if (shutDown) {
            LOG.log(Level.WARNING, "asynchronous generator " + handle
                    + " was started after shutdownAsyncGenerators(); close() it before the loop is closed");
        }
        open.add(run);
        run.collected(UnretrievedFailure.CLEANER.register(handle, () -> collected(run, loop)));
    }

    void remove(GeneratorRun<?> run) {
        open.remove(run);
    }

    /** On the cleaner's thread. */
    private void collected(GeneratorRun<?> run, AbstractEventLoop loop) {
        if (run.ended()) {
            return;
        }
        try {
            loop.callSoonThreadsafe(() -> {
                if (open.remove(run)) {
                    loop.createTask(run::close);
                }
            });
        } catch (IllegalStateException closed) {
            LOG.log(Level.TRACE, "{0} was collected after its loop was closed, which had ended it", run);
        }
    }

    /**
     * Closes all of them at once, each in a task of its own; {@code loop.shutdown_asyncgens}. What goes wrong is reported
     * to the loop's exception handler with the key {@code asyncgen}. One that starts later makes a warning.
     *
     * @param loop the loop
     * @return done when all have ended
     * @throws IllegalStateException if there are any and the loop is closed
     */
    public static Future<@Nullable Void> shutdown(AbstractEventLoop loop) {
        return TaskRegistry.of(loop).generators.shutdownOn(loop);
    }

    private Future<@Nullable Void> shutdownOn(AbstractEventLoop loop) {
        shutDown = true;
        Future<@Nullable Void> ended = loop.createFuture();
        if (open.isEmpty()) {
            ended.setResult(null);
            return ended;
        }
        List<GeneratorRun<?>> closing = new ArrayList<>(open);
        open.clear();
        List<Task<?>> tasks = new ArrayList<>();
        for (GeneratorRun<?> run : closing) {
            tasks.add(loop.createTask(run::close));
        }
        Gather.gatherReturningExceptions(tasks).addDoneCallback(all -> {
            for (int i = 0; i < closing.size(); i++) {
                report(loop, closing.get(i), tasks.get(i));
            }
            if (!ended.done()) {
                ended.setResult(null);
            }
        });
        return ended;
    }

    private static void report(AbstractEventLoop loop, GeneratorRun<?> run, Task<?> closed) {
        Throwable failure = closed.cancelled() || !closed.done() ? null : closed.exception();
        if (failure != null) {
            report(loop, run, failure);
        }
    }

    private static void report(AbstractEventLoop loop, GeneratorRun<?> run, Throwable failure) {
        AsyncGenerator<?> handle = run.handle();
        loop.callExceptionHandler(
                ExceptionContext.of("an error occurred during closing of asynchronous generator " + handle)
                        .withException(failure)
                        .with("asyncgen", handle));
    }

    /**
     * Ends what is left when the loop was closed, on the closing thread, so that no thread is stranded.
     *
     * @param loop the closed loop
     */
    static void abandon(AbstractEventLoop loop) {
        Set<GeneratorRun<?>> left = TaskRegistry.of(loop).generators.open;
        for (GeneratorRun<?> run : new ArrayList<>(left)) {
            Throwable failure = run.abandon();
            if (failure != null) {
                report(loop, run, failure);
            }
        }
        left.clear();
    }
}
