// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import static io.asyncio4j.tck.mutants.Mutant.mutant;

import java.util.List;

/** LOCK and QUEUE: locks, events, conditions, semaphores, barriers and queues. */
final class LockProofs {

    private LockProofs() {}

    static final List<Mutant> ALL = List.of(
            mutant("LOCK-01", "a lock that serves the last in line first", "sync.WaitLine", "first").instead("first"),
            mutant("LOCK-02", "a lock that a newcomer takes while the woken waiter is on its way", "sync.Lock", "take")
                    .without("hasLive"),
            mutant("LOCK-03", "a free lock whose release fails with an exception of another type", "sync.Lock",
                    "release")
                    .throwsOther("IllegalStateException"),
            mutant("LOCK-04", "a lock whose woken waiter wakes nobody else when it is cancelled", "sync.Lock",
                    "waitForTurn")
                    .without("wakeFirst"),
            mutant("LOCK-05", "a cancelled waiter that stays in line", "sync.WaitLine", "await").without("leave", 2),
            mutant("LOCK-06", "a block that keeps the lock at its end", "sync.Held", "close").nothing(),
            mutant("LOCK-07", "a lock that forgets the loop of its first wait", "sync.LoopBinding", "check")
                    .forget("bound"),
            mutant("LOCK-08", "an event that wakes nobody when it is set", "sync.Event", "set").without("wakeAll"),
            mutant("LOCK-09", "a line that loses those behind a cancelled waiter", "sync.WaitLine", "leave")
                    .forget("next"),
            mutant("LOCK-10", "a condition that may be used without its lock", "sync.Condition", "checkLocked")
                    .nothing(),
            mutant("LOCK-11", "a condition that goes on without the lock", "sync.Condition", "waitAndTakeLock")
                    .without("take"),
            mutant("LOCK-12", "a condition whose notify wakes nobody", "sync.Condition", "notify").negate("left"),
            mutant("LOCK-13", "a condition whose notified waiter wakes nobody else when it is cancelled",
                    "sync.Condition",
                    "await").without("wakeNext"),
            mutant("LOCK-14", "a condition that raises the first of two cancellations", "sync.Condition",
                    "waitAndTakeLock")
                    .forget("interruption", 3),
            mutant("LOCK-15", "a condition that waits before it looks", "sync.Condition", "waitFor")
                    .without("getAsBoolean"),
            mutant("LOCK-16", "a condition that makes a lock of its own though one was given", "sync.Condition",
                    "<init>")
                    .forget("lock"),
            mutant("LOCK-17", "a semaphore that takes a negative value with an exception of another type",
                    "sync.Semaphore",
                    "<init>").throwsOther("IllegalArgumentException"),
            mutant("LOCK-18", "a semaphore that is free while somebody is in line", "sync.Semaphore", "locked")
                    .without("hasLive"),
            mutant("LOCK-19", "a semaphore that lets newcomers pass those in line", "sync.Semaphore", "acquire")
                    .without("locked"),
            mutant("LOCK-20", "a semaphore that loses the permit of a woken waiter that is cancelled", "sync.Semaphore",
                    "waitForPermit").without("woken"),
            mutant("LOCK-21", "a bounded semaphore that fails with an exception of another type",
                    "sync.BoundedSemaphore",
                    "release").throwsOther("IllegalArgumentException"),
            mutant("LOCK-22", "a barrier that gives everybody index 0", "sync.Barrier", "number").nothing(),
            mutant("LOCK-23", "a barrier that lets newcomers in while it drains", "sync.Barrier", "await")
                    .without("waitFor"),
            mutant("LOCK-24", "a barrier that counts those that were cancelled", "sync.Barrier", "await")
                    .without("remove", 2),
            mutant("LOCK-25", "a barrier whose abort breaks nothing", "sync.Barrier", "abort").without("change"),
            mutant("LOCK-26", "a barrier whose reset lets everybody wait on", "sync.Barrier", "reset")
                    .without("change"),
            mutant("LOCK-27", "a barrier that counts its waiters while it drains", "sync.Barrier", "change")
                    .without("clear"),
            mutant("QUEUE-01", "a queue without a bound that is full", "sync.Queue", "full").negate("maxsize"),
            mutant("QUEUE-02", "a queue whose get waits though there is an item", "sync.Queue", "get").isTrue("empty"),
            mutant("QUEUE-03", "a full queue that fails with an exception of another type", "sync.Queue", "putNowait")
                    .throwsOther("QueueFullException"),
            mutant("QUEUE-04", "a queue that serves the last in line first", "sync.WaitLine", "first").instead("first"),
            mutant("QUEUE-05", "a queue whose woken getter wakes no other when it is cancelled", "sync.Queue", "get")
                    .without("wakeNext"),
            mutant("QUEUE-06", "a queue whose woken putter wakes no other when it is cancelled", "sync.Queue", "put")
                    .without("wakeNext"),
            mutant("QUEUE-07", "a queue that keeps cancelled getters in line", "sync.Queue", "get").without("leave"),
            mutant("QUEUE-08", "a queue that wakes nobody when the last item is done", "sync.Queue", "wakeJoiners")
                    .nothing(),
            mutant("QUEUE-09", "a LIFO queue that hands out what came first", "sync.LifoQueue", "<init>").constant("1"),
            mutant("QUEUE-10", "a queue that takes items after its shutdown", "sync.Queue", "shutdown")
                    .forget("shutDown"),
            mutant("QUEUE-11", "a queue that keeps its items at an immediate shutdown", "sync.Queue", "shutdown")
                    .without("clear"),
            mutant("QUEUE-12", "a queue whose shutdown forgets what is unfinished", "sync.Queue", "shutdown")
                    .negate("immediate"));
}
