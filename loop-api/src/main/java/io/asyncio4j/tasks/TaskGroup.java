// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.internal.Rethrow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that end before the block that started them does; {@code asyncio.TaskGroup}. Loop only, used once.
 *
 * <p>
 * {@link #run(Body)} waits for all children. The first failure, of a child or of the block, cancels the others and the
 * block, and when all have ended the failures are thrown as one {@link ExceptionGroup}. A child that is cancelled is no
 * failure. Cancelling the task that runs the group cancels the children; no child outlives the group.
 *
 * <pre>
 * CREATED -> RUNNING -> EXITING -> FINISHED
 *               \---------\-> aborting: no new children, those that are left are cancelled
 * </pre>
 */
public final class TaskGroup {

    /** What is done with a group. */
    @FunctionalInterface
    public interface Action {

        /**
         * The block.
         *
         * @param group takes children until the last of them has ended
         * @throws Exception cancels the children, and becomes part of the group's {@link ExceptionGroup}
         */
        void run(TaskGroup group) throws Exception;
    }

    /**
     * An {@link Action} with a result. It is one, so that a lambda that could be either is taken for this.
     *
     * @param <T> the type of the result
     */
    @FunctionalInterface
    public interface Body<T extends @Nullable Object> extends Action {

        /**
         * The block.
         *
         * @param group takes children until the last of them has ended
         * @return the result of the whole
         * @throws Exception cancels the children, and becomes part of the group's {@link ExceptionGroup}
         */
        T call(TaskGroup group) throws Exception;

        @Override
        default void run(TaskGroup group) throws Exception {
            call(group);
        }
    }

    private enum State {
        CREATED,
        RUNNING,
        EXITING,
        FINISHED
    }

    private State state = State.CREATED;
    private boolean aborting;

    /** We cancelled the parent ourselves, so that its block ends; taken back when the group ends (AGG-50). */
    private boolean parentCancelRequested;

    private @Nullable Task<?> parent;

    /**
     * What the parent's count was on entry. Requests from before are not this group's concern: without this a group that
     * fails in the cleanup of a cancelled task would have that task cancelled anew, as CPython does (its timeout does
     * not, since 3.12).
     */
    private int cancellingOnEntry;

    private @Nullable Context context;

    /** The children that have not reported their end yet, in the order of their creation. */
    private @Nullable GroupChild first;

    private @Nullable GroupChild last;
    private int unfinished;

    private final List<Throwable> errors = new ArrayList<>(0);

    /** Ends the program, so it is thrown as it is. */
    private @Nullable LoopExit exit;

    /** What the parent waits for while the group exits. */
    private @Nullable Future<@Nullable Void> allDone;

    /** Makes a group that {@link #run(Body)} enters; {@code Asyncio.taskGroup} does both. */
    public TaskGroup() {}

    // ---- children

    /**
     * Starts a child; {@code TaskGroup.create_task}.
     *
     * @param <T> the type of the result
     * @param body the coroutine
     * @return its task; the group retrieves its failure
     * @throws IllegalStateException if the group is not entered, finished, or shutting down; the body is not started
     */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body) {
        return createTask(body, TaskOptions.DEFAULTS);
    }

    /**
     * Starts a child; {@code TaskGroup.create_task} with its keyword arguments.
     *
     * @param <T> the type of the result
     * @param body the coroutine
     * @param options name, context, and whether to begin at once
     * @return its task, possibly done; the group looks at it in a later iteration
     * @throws IllegalStateException if the group is not entered, finished, or shutting down; the body is not started
     */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body, TaskOptions options) {
        Objects.requireNonNull(body, "TaskGroup.createTask: the coroutine is null; pass a lambda");
        checkOpen();
        Task<?> owner = Objects.requireNonNull(parent);
        Task<T> task = owner.loop().createTask(body, options);
        GroupChild child = new GroupChild(this, task, Objects.requireNonNull(context));
        add(child);
        child.watch();
        return task;
    }

    /**
     * Starts a child without a result; as {@link #createTask(Coroutine)}.
     *
     * @param body the coroutine
     * @return its task
     * @throws IllegalStateException if the group is not entered, finished, or shutting down; the body is not started
     */
    public Task<@Nullable Void> createTask(CoroutineAction body) {
        return createTask(body, TaskOptions.DEFAULTS);
    }

    /**
     * Starts a child without a result; as {@link #createTask(Coroutine, TaskOptions)}.
     *
     * @param body the coroutine
     * @param options name, context, and whether to begin at once
     * @return its task
     * @throws IllegalStateException if the group is not entered, finished, or shutting down; the body is not started
     */
    public Task<@Nullable Void> createTask(CoroutineAction body, TaskOptions options) {
        Objects.requireNonNull(body, "TaskGroup.createTask: the coroutine is null; pass a lambda");
        return createTask(Coroutine.of(body), options);
    }

    private void checkOpen() {
        if (state == State.CREATED) {
            throw new IllegalStateException("TaskGroup.createTask: " + this
                    + " has not been entered; call it inside taskGroup(group -> ...)");
        }
        if (state == State.FINISHED || state == State.EXITING && first == null) {
            throw new IllegalStateException("TaskGroup.createTask: " + this
                    + " is finished; create children before the block and all its children have ended");
        }
        if (aborting) {
            throw new IllegalStateException("TaskGroup.createTask: " + this
                    + " is shutting down, as it was cancelled or something in it failed; let the caller end, too");
        }
    }

    private void add(GroupChild child) {
        GroupChild tail = last;
        child.previous = tail;
        if (tail == null) {
            first = child;
        } else {
            tail.next = child;
        }
        last = child;
        unfinished++;
    }

    private void remove(GroupChild child) {
        if (child.previous == null) {
            first = child.next;
        } else {
            child.previous.next = child.next;
        }
        if (child.next == null) {
            last = child.previous;
        } else {
            child.next.previous = child.previous;
        }
        unfinished--;
    }

    /** A callback of its own, always later than {@code createTask}, also for a child that ended eagerly (EAGER-11). */
    void childDone(GroupChild child) {
        remove(child);
        Future<@Nullable Void> waiter = allDone;
        if (first == null && waiter != null) {
            Waiting.release(waiter);
        }
        Task<?> task = child.task;
        Throwable error = task.cancelled() ? null : task.exception();
        if (error == null) {
            return;
        }
        errors.add(error);
        if (error instanceof LoopExit left && exit == null) {
            exit = left;
        }
        if (!aborting) {
            abort();
            parentCancelRequested = true;
            Objects.requireNonNull(parent).cancel();
        }
    }

    private void abort() {
        aborting = true;
        for (GroupChild child = first; child != null; child = child.next) {
            child.task.cancel();
        }
    }

    // ---- the block

    /**
     * Runs a block and waits for the children that it and they start; {@code async with asyncio.TaskGroup()}.
     *
     * @param <T> the type of the result
     * @param body the block, which runs in the calling task
     * @return its result
     * @throws ExceptionGroup if a child or the block failed: all failures in their order, that of the block last
     * @throws CancelledError if the calling task was cancelled by somebody else, and nothing failed
     * @throws LoopExit if a child or the block threw one, as it is; the other failures are its suppressed exceptions
     * @throws IllegalStateException if called outside a coroutine, or a second time
     * @throws Exception nothing else
     */
    public <T extends @Nullable Object> T run(Body<T> body) throws Exception {
        Objects.requireNonNull(body, "taskGroup: the block is null; pass a lambda");
        Task<?> owner = enter();
        T result;
        try {
            result = body.call(this);
        } catch (GeneratorExit closed) {
            // The loop is closed, nothing can be waited for any more, and the children are ended in the same way.
            throw closed;
        } catch (Throwable thrown) {
            throw Rethrow.asIs(Objects.requireNonNullElse(leave(owner, thrown), thrown));
        }
        Throwable failure = leave(owner, null);
        if (failure != null) {
            throw Rethrow.asIs(failure);
        }
        return result;
    }

    /**
     * Runs a block without a result; as {@link #run(Body)}.
     *
     * @param body the block, which runs in the calling task
     * @throws ExceptionGroup if a child or the block failed
     * @throws CancelledError if the calling task was cancelled by somebody else, and nothing failed
     * @throws LoopExit if a child or the block threw one
     * @throws IllegalStateException if called outside a coroutine, or a second time
     * @throws Exception nothing else
     */
    public void run(Action body) throws Exception {
        Objects.requireNonNull(body, "taskGroup: the block is null; pass a lambda");
        this.<@Nullable Void>run((Body<@Nullable Void>) group -> {
            body.run(group);
            return null;
        });
    }

    private Task<?> enter() {
        if (state != State.CREATED) {
            throw new IllegalStateException(
                    "taskGroup: " + this + " has already been entered; make a new one for each block");
        }
        Task<?> owner = Task.suspending("taskGroup");
        parent = owner;
        cancellingOnEntry = Timeout.countOnEntry(owner);
        context = Context.copyCurrent();
        state = State.RUNNING;
        return owner;
    }

    /** Returns what the whole throws, or null; in that case a cancellation of ours that left the block is dropped. */
    private @Nullable Throwable leave(Task<?> owner, @Nullable Throwable thrown) {
        state = State.EXITING;
        CancelledError cancelled = thrown instanceof CancelledError error ? error : null;
        if (thrown instanceof LoopExit left && exit == null) {
            exit = left;
        }
        if (thrown != null && !aborting) {
            abort();
        }
        CancelledError whileWaiting = awaitChildren(owner);
        state = State.FINISHED;
        if (exit != null) {
            return exitWithTheOthers(exit, thrown);
        }
        cancelled = whileWaiting == null ? cancelled : whileWaiting;
        if (parentCancelRequested && owner.uncancel() <= cancellingOnEntry) {
            // Nobody else wants the parent cancelled, so our own request ends here.
            cancelled = null;
        }
        if (thrown != null && !(thrown instanceof CancelledError)) {
            errors.add(thrown);
        }
        return errors.isEmpty() ? cancelled : failures(owner);
    }

    /** Returns the cancellation from outside that came meanwhile; one that comes while aborting changes nothing. */
    private @Nullable CancelledError awaitChildren(Task<?> owner) {
        CancelledError cancelled = null;
        while (first != null) {
            Future<@Nullable Void> waiter = new Future<>(owner.loop());
            allDone = waiter;
            try {
                owner.suspendOn(waiter);
                waiter.exception();
            } catch (CancelledError error) {
                if (!aborting) {
                    cancelled = error;
                    abort();
                }
            }
            allDone = null;
        }
        return cancelled;
    }

    private ExceptionGroup failures(Task<?> owner) {
        if (owner.cancelling() > cancellingOnEntry) {
            // The failures go first, but the parent is still to be cancelled: at its next suspension (AGG-51).
            owner.uncancel();
            owner.cancel();
        }
        return new ExceptionGroup("unhandled errors in a TaskGroup", errors);
    }

    private LoopExit exitWithTheOthers(LoopExit left, @Nullable Throwable thrown) {
        if (thrown != null && !(thrown instanceof CancelledError)) {
            errors.add(thrown);
        }
        for (Throwable other : errors) {
            if (other != left) {
                left.addSuppressed(other);
            }
        }
        return left;
    }

    /**
     * Returns the task whose block this is.
     *
     * @return the task that called {@link #run(Body)}, or null before
     */
    @Nullable Task<?> parent() {
        return parent;
    }

    @Override
    public String toString() {
        return "TaskGroup["
                + (aborting && state != State.FINISHED ? "aborting" : state.name().toLowerCase(java.util.Locale.ROOT))
                + ", unfinished=" + unfinished + ", errors=" + errors.size() + "]";
    }
}
