// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.carriers.Fiber;
import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.internal.Carried;
import io.asyncio4j.internal.ExecutionState;
import io.asyncio4j.internal.Rethrow;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The body of an async generator and what passes between it and its consumer.
 *
 * <p>
 * <b>Two stacks, one task.</b> The body needs a stack on which it can stay at a {@code yield} while the consumer goes on: a
 * fiber of its own. It is nevertheless a part of the consumer's task. So whoever asks for an item does not resume the body
 * itself; it tells its task's {@link CoroutineRun} that the body's fiber is the one to go on with, and suspends. The loop
 * comes back to the task at once, within the same step, and resumes the body. When the body awaits, the step ends, and the
 * next one goes on in the body: results, cancellations and errors arrive where the task really waits, without passing
 * through the consumer. At a {@code yield}, or at its end, the body makes the consumer's fiber the one to go on with.
 *
 * <pre>
 * NEW -> RUNNING (an item is asked for) -> SUSPENDED (yield) -> RUNNING ... -> FINISHED
 *   \-> FINISHED (closed before it started)
 * </pre>
 *
 * <p>
 * Exactly one of loop, consumer and body runs at any time and each hand-over orders what was written before it, so plain
 * fields do.
 */
final class GeneratorRun<T extends @Nullable Object> implements Yield<T> {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private enum State {
        NEW,
        RUNNING,
        SUSPENDED,
        FINISHED
    }

    private final String name = "AsyncGenerator-" + NUMBERS.incrementAndGet();
    private final GeneratorBody<T> body;
    private State state = State.NEW;
    private boolean closing;
    private volatile boolean ended;
    private @Nullable WeakReference<AsyncGenerator<T>> handle;

    // Set when it starts.
    private @Nullable Fiber fiber;
    private @Nullable ExecutionState bodysState;
    private @Nullable AsyncGenerators tracker;
    private Cleaner.@Nullable Cleanable cleanable;

    // Who asked for the item: while RUNNING. No task if the loop is being closed.
    private @Nullable Task<?> consumer;
    private @Nullable CoroutineRun<?> consumersRun;
    private @Nullable Fiber caller;
    private @Nullable GeneratorRun<?> outer;
    private Context context = Context.current();

    /** To and fro. */
    private @Nullable Carried carried;

    // Consumer to body.
    private @Nullable Object sent;
    private @Nullable Throwable thrown;

    // Body to consumer.
    private boolean hasItem;
    private @Nullable T item;
    private @Nullable Throwable failure;

    GeneratorRun(GeneratorBody<T> body) {
        this.body = body;
    }

    void handle(AsyncGenerator<T> generator) {
        handle = new WeakReference<>(generator);
    }

    /** The object that the user has, or another one for the same generator if that was collected. */
    AsyncGenerator<T> handle() {
        AsyncGenerator<T> present = handle == null ? null : handle.get();
        return present == null ? AsyncGenerator.handleOf(this) : present;
    }

    void collected(Cleaner.Cleanable whenCollected) {
        cleanable = whenCollected;
    }

    /** Any thread. */
    boolean ended() {
        return ended;
    }

    // ---- the consumer's side

    boolean hasItem() {
        return hasItem;
    }

    @SuppressWarnings("NullAway") // null only where T is nullable
    T takeItem() {
        T taken = item;
        item = null;
        hasItem = false;
        return taken;
    }

    void checkTaken(String operation) {
        if (hasItem) {
            throw new IllegalStateException(
                    operation + ": " + this + " has an item that was not taken yet; call next() first");
        }
    }

    void checkSend(@Nullable Object value) {
        checkTaken("AsyncGenerator.send");
        if (state == State.NEW && value != null) {
            throw new IllegalStateException("AsyncGenerator.send: " + this
                    + " has not started, so that no yield waits for a value; send null first, or call next()");
        }
    }

    /** Runs the body to its next yield: true; or to its end: false. Throws what it throws. */
    boolean advance(String operation, @Nullable Object value, @Nullable Throwable error) throws Exception {
        if (state == State.RUNNING) {
            throw new IllegalStateException(
                    operation + ": " + this + " is already running in " + consumer + "; consume it from one task");
        }
        if (state == State.FINISHED) {
            return false;
        }
        if (state == State.NEW && error != null) {
            state = State.FINISHED;
            throw Rethrow.asIs(error);
        }
        Task<?> task = Task.suspending(operation);
        if (state == State.NEW) {
            start(task);
        }
        sent = value;
        thrown = error;
        consumer = task;
        consumersRun = task.currentRun();
        context = ExecutionState.current().context;
        carried = Carried.isOn() ? Carried.capture() : null;
        state = State.RUNNING;
        consumersRun.enter(this);
        takeCarried();
        Throwable ended = failure;
        if (ended != null) {
            failure = null;
            throw Rethrow.asIs(ended);
        }
        return hasItem;
    }

    private void start(Task<?> task) {
        AbstractEventLoop loop = task.loop();
        tracker = TaskRegistry.of(loop).generators;
        tracker.add(this, loop);
        fiber = task.carrier().newFiber(loop, name, this::runBody);
    }

    void close() {
        hasItem = false;
        item = null;
        if (state == State.NEW) {
            state = State.FINISHED;
            return;
        }
        if (state == State.FINISHED) {
            return;
        }
        GeneratorExit exit = new GeneratorExit("AsyncGenerator.close: " + name + " is closed");
        try {
            closing |= state == State.SUSPENDED;
            advance("AsyncGenerator.close", null, exit);
        } catch (Throwable failed) {
            if (failed != exit) {
                throw Rethrow.<RuntimeException>asIs(failed);
            }
        }
    }

    /** Ends the body when its loop was closed, outside of any task: whatever suspends in there throws, too. */
    @Nullable Throwable abandon() {
        if (state != State.SUSPENDED) {
            return null;
        }
        String why = "loop.close: " + name
                + " was still open; close it, or await shutdownAsyncGenerators() before close()";
        closing = true;
        thrown = new GeneratorExit(why);
        state = State.RUNNING;
        Objects.requireNonNull(bodysState).unwinding = why;
        Objects.requireNonNull(fiber).resume();
        Throwable ended = failure;
        failure = null;
        return ended instanceof GeneratorExit ? null : ended;
    }

    // ---- for the run of the consumer's task

    Fiber fiber() {
        return Objects.requireNonNull(fiber);
    }

    void calledFrom(Fiber fiberOfCaller, @Nullable GeneratorRun<?> outerGenerator) {
        caller = fiberOfCaller;
        outer = outerGenerator;
    }

    @Nullable Fiber caller() {
        return caller;
    }

    @Nullable GeneratorRun<?> outer() {
        return outer;
    }

    // ---- the body's side

    private void runBody() {
        ExecutionState own = ExecutionState.current();
        bodysState = own;
        own.context = context;
        bind(own);
        takeCarried();
        try {
            body.run(this);
        } catch (Throwable error) {
            failure = error;
        }
        state = State.FINISHED;
        ended = true;
        Objects.requireNonNull(tracker).remove(this);
        Objects.requireNonNull(cleanable).clean();
        handBack();
    }

    /** The next one to go on is the consumer; it does when this fiber suspends or ends. */
    private void handBack() {
        carried = Carried.isOn() ? Carried.capture() : null;
        CoroutineRun<?> to = consumersRun;
        consumer = null;
        consumersRun = null;
        if (to != null) {
            to.leave(this);
        }
        caller = null;
        outer = null;
    }

    /** What carriers found on the other side's thread when it handed over: body and consumer are one task. */
    private void takeCarried() {
        Carried from = carried;
        carried = null;
        if (from != null) {
            from.install();
        }
    }

    private void bind(ExecutionState own) {
        Task<?> task = consumer;
        own.task = task;
        if (task != null) {
            own.loop = task.loop();
        }
    }

    @Override
    public @Nullable Object yield(T next) {
        ExecutionState own = ExecutionState.current();
        if (own != bodysState || state != State.RUNNING) {
            throw new IllegalStateException(
                    "yield: called outside the body of " + this + "; only the body itself may yield");
        }
        if (closing) {
            throw new IllegalStateException("yield: " + this
                    + " ignored GeneratorExit: it is being closed and nobody takes items; let the error pass");
        }
        item = next;
        hasItem = true;
        state = State.SUSPENDED;
        // A Context.run of the body's own, which this yield may be inside of, stays what it is.
        boolean inConsumersContext = own.context == context;
        handBack();
        fiber().suspend();
        if (inConsumersContext) {
            own.context = context;
        }
        bind(own);
        takeCarried();
        Throwable error = thrown;
        Object value = sent;
        thrown = null;
        sent = null;
        if (error != null) {
            throw Rethrow.<RuntimeException>asIs(error);
        }
        return value;
    }

    @Override
    public String toString() {
        return "AsyncGenerator[" + name + ", " + (closing && state != State.FINISHED ? "closing, " : "")
                + state.name().toLowerCase(java.util.Locale.ROOT) + "]";
    }
}
