// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import static io.asyncio4j.tck.mutants.Mutant.mutant;

import java.util.List;

/** FUT, TASK and EAGER: futures, tasks, and tasks that start at once. */
final class TaskProofs {

    private TaskProofs() {}

    static final List<Mutant> ALL = List.of(
            mutant("FUT-01", "a done future whose cancel says true", "tasks.Future", "cancel").constant("0"),
            mutant("FUT-02", "a pending future that has no exception where it should complain", "tasks.Future",
                    "exception")
                    .nothing(),
            mutant("FUT-03", "a done future that is set again and fails with an exception of another type",
                    "tasks.Future",
                    "complete").throwsOther("InvalidStateException"),
            mutant("FUT-04", "a pending future whose cancel says false", "tasks.Future", "cancel").constant("1"),
            mutant("FUT-05", "a future that forgets the message of its cancellation", "tasks.Future", "cancel")
                    .forget("outcome"),
            mutant("FUT-06", "a future that runs its callbacks inside the call that completes it", "tasks.DoneCallback",
                    "schedule").atOnce("callSoon"),
            mutant("FUT-07", "a done future that runs a callback inside addDoneCallback", "tasks.DoneCallback",
                    "schedule")
                    .atOnce("callSoon"),
            mutant("FUT-08", "a future that gives its callbacks null", "tasks.DoneCallback$Notification", "<init>")
                    .forget("future"),
            mutant("FUT-09", "a failing callback that nobody is told of", "events.Handle", "run").without("report"),
            mutant("FUT-10", "a future that removes no callback", "tasks.Future", "removeWaiters").nothing(),
            mutant("FUT-11", "a future that forgets the second of two callbacks", "tasks.Future", "addWaiter")
                    .without("add", 3),
            mutant("FUT-12", "a future that keeps callbacks that it has scheduled", "tasks.Future", "scheduleWaiters")
                    .forget("waiters"),
            mutant("FUT-15", "a failed future that takes its exception for a message of cancel", "tasks.Future",
                    "setException").constant("2"),
            mutant("FUT-16", "an await that suspends on a done future", "tasks.Future", "await").negate("state"),
            mutant("FUT-17", "a future that resumes its task inside setResult", "tasks.Future", "schedule")
                    .instead("scheduleStep"),
            mutant("FUT-18", "a future that resumes first who came last", "tasks.Future", "addWaiter").instead("add"),
            mutant("FUT-19", "a cancelled future that throws InvalidStateException into its waiters", "tasks.Future",
                    "failure").negate("state", 2),
            mutant("FUT-20", "a future that does not know its loop", "tasks.Future", "<init>").forget("loop"),
            mutant("FUT-21", "a new future that is done", "tasks.Future", "done").always(),
            mutant("FUT-23", "a cancelled loop future that leaves its thread future alone", "tasks.FutureBridge",
                    "wrap")
                    .without("addDoneCallback"),
            mutant("FUT-24", "a thread future that sets its outcome on its own thread", "tasks.FutureBridge", "wrap")
                    .atOnce("post"),
            mutant("FUT-25", "a late result that is set though the future was cancelled", "tasks.FutureBridge", "wrap")
                    .without("done"),
            mutant("FUT-26", "an ensureFuture that takes a future of another loop", "Composition", "ensureFuture")
                    .negate("loop"),
            mutant("TASK-01", "a task that runs its first step when it is made", "tasks.Task", "<init>")
                    .instead("scheduleStep"),
            mutant("TASK-02", "a task whose CancelledError is a failure", "tasks.Task", "finish")
                    .negate("CancelledError"),
            mutant("TASK-03", "a task whose result anybody may set", "tasks.Task", "setResult").nothing(),
            mutant("TASK-04", "a done task that takes a cancel", "tasks.Task", "cancel").without("done"),
            mutant("TASK-05", "a cancelled task that leaves what it awaits alone", "tasks.Task", "cancel")
                    .isTrue("cancel"),
            mutant("TASK-06", "a task that enters its body though it was cancelled before", "tasks.Task", "step")
                    .isTrue("started"),
            mutant("TASK-07", "a task that returns its value though it has cancelled itself", "tasks.Task", "finish")
                    .negate("mustCancel"),
            mutant("TASK-08", "a task that is cancelled again at its next step", "tasks.Task", "errorToThrowIn")
                    .negate("mustCancel"),
            mutant("TASK-09", "a task that does not count requests to cancel it", "tasks.Task", "cancel")
                    .forget("cancelRequests"),
            mutant("TASK-10", "a task that says that nobody asked for its end", "tasks.Task", "cancelling").nothing(),
            mutant("TASK-11", "an uncancel that takes nothing back", "tasks.Task", "uncancel").forget("cancelRequests"),
            mutant("TASK-12", "a withdrawn cancellation that is delivered", "tasks.Task", "uncancel")
                    .forget("mustCancel"),
            mutant("TASK-13", "a cancelled task that does not cancel the task it awaits", "tasks.Task", "cancel")
                    .isTrue("cancel"),
            mutant("TASK-14", "a cancelled wait that hangs", "tasks.Task", "cancel").isTrue("cancel"),
            mutant("TASK-15", "a task that takes a refused cancel for an accepted one", "tasks.Task", "cancel")
                    .negate("cancel"),
            mutant("TASK-16", "a cancellation without its message", "tasks.Future", "cancel").forget("outcome"),
            mutant("TASK-17", "a task that makes a new CancelledError for who awaits it", "tasks.Task", "finish")
                    .forget("cancelledError"),
            mutant("TASK-18", "a task that awaits a future of another loop", "tasks.Task", "park").negate("loop"),
            mutant("TASK-20", "a SystemExit that stays in its task", "tasks.Task", "finish").negate("LoopExit"),
            mutant("TASK-21", "a current task of a thread where no loop runs", "tasks.Task", "current").negate("task"),
            mutant("TASK-22", "a loop that keeps its done tasks", "tasks.TaskRegistry", "unlink").nothing(),
            mutant("TASK-24", "tasks that all have the number 0", "tasks.Task", "<init>").forget("number"),
            mutant("TASK-25", "a task that does not tell its body", "tasks.Task", "coroutine").nothing(),
            mutant("TASK-26", "a createTask that takes null for a coroutine", "events.AbstractEventLoop", "createTask")
                    .without("requireNonNull", 3),
            mutant("TASK-27", "a loop that goes on without the factory it was given", "events.base.BaseEventLoop",
                    "setTaskFactory").nothing(),
            mutant("TASK-28", "a closed loop that takes whatever it is given", "events.base.LoopState", "isClosed")
                    .nothing(),
            mutant("TASK-31", "a done task that counts requests to cancel it", "tasks.Task", "cancel").without("done"),
            mutant("TASK-32", "a sleep of zero that makes a timer", "tasks.Sleep", "sleep").negate("delaySeconds"),
            mutant("TASK-33", "a cancelled sleep that leaves its timer", "tasks.Sleep", "sleep").without("cancel", 2),
            mutant("TASK-34", "a sleep of NaN that fails with an exception of another type", "tasks.Sleep", "sleep")
                    .throwsOther("IllegalArgumentException"),
            mutant("EAGER-01", "an eager factory whose tasks start later", "tasks.Task", "eager").constant("1"),
            mutant("EAGER-02", "a task that is queued though it should start at once", "tasks.Task", "<init>")
                    .without("isRunning"),
            mutant("EAGER-03", "a task that starts at once though no loop runs", "tasks.Task", "<init>")
                    .isTrue("isRunning"),
            mutant("EAGER-04", "a task that starts at once though it was told not to", "tasks.Task", "<init>")
                    .isTrue("equals"),
            mutant("EAGER-05", "an eager task that stays the current one", "tasks.Task", "enter").forget("current", 2),
            mutant("EAGER-06", "an eager task that its loop does not know", "tasks.Task", "eagerStart").without("add"),
            mutant("EAGER-07", "a task that ended eagerly and takes a cancel", "tasks.Task", "cancel").without("done"),
            mutant("EAGER-08", "an eager step whose exception leaves createTask", "tasks.Task", "finish")
                    .negate("LoopExit"),
            mutant("EAGER-09", "an eager task without its name", "tasks.Task", "<init>").forget("name"),
            mutant("EAGER-10", "a gather of done tasks that is not done", "tasks.Gather$Gathering", "watchChildren")
                    .without("done"),
            mutant("EAGER-11", "a group that hears of an eager failure inside createTask", "tasks.GroupChild", "watch")
                    .instead("schedule"),
            mutant("EAGER-12", "a race without a winner", "tasks.StaggeredRace", "race").forget("winner"));
}
