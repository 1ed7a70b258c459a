// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import static io.asyncio4j.tck.mutants.Mutant.mutant;

import java.util.List;

/** AGG: gather, wait, waitFor, timeouts, shield, asCompleted, groups, races. */
final class AggProofs {

    private AggProofs() {}

    static final List<Mutant> ALL = List.of(
            mutant("AGG-01", "a gather of nothing that is never done", "tasks.Gather", "start").without("setResult"),
            mutant("AGG-02", "a gather whose results stand in reverse order", "tasks.Gather$Gathering", "childDone")
                    .instead("add"),
            mutant("AGG-03", "a gather that starts a coroutine as often as it was given", "tasks.StartAll", "start")
                    .without("put"),
            mutant("AGG-04", "a gather of futures of two loops that fails with an exception of another type",
                    "tasks.Gather",
                    "start").throwsOther("IllegalArgumentException"),
            mutant("AGG-05", "a gather that does not fail with its first child", "tasks.Gather$Gathering", "childDone")
                    .negate("returnExceptions"),
            mutant("AGG-06", "a gather that does not fail with its first cancelled child", "tasks.Gather$Gathering",
                    "childDone").negate("returnExceptions"),
            mutant("AGG-07", "a gather that fails though it was asked for exceptions", "tasks.Gather",
                    "gatherReturningExceptions").constant("1"),
            mutant("AGG-08", "a cancelled gather that leaves its children alone", "tasks.Gather$Gathering", "cancel")
                    .without("cancel"),
            mutant("AGG-09", "a done gather that cancels its children", "tasks.Gather$Gathering", "cancel")
                    .without("done"),
            mutant("AGG-10", "a gather that takes null for a future", "tasks.Gather", "start").without("requireNonNull",
                    2),
            mutant("AGG-11", "a wait for nothing that fails with an exception of another type", "tasks.Waiting$Waiter",
                    "<init>").throwsOther("IllegalArgumentException"),
            mutant("AGG-12", "a wait that takes what is pending for done", "tasks.Waiting$Waiter", "await")
                    .negate("done"),
            mutant("AGG-13", "a wait that fails when two futures end at once", "tasks.Waiting", "release")
                    .without("done"),
            mutant("AGG-14", "a wait that waits for all, whatever it was told", "tasks.Waiting$Waiter", "isEnough")
                    .nothing(),
            mutant("AGG-15", "a wait that takes what is done for pending", "tasks.Waiting$Waiter", "await")
                    .negate("done"),
            mutant("AGG-16", "a wait that takes nothing out of its iterable", "tasks.Waiting$Waiter", "<init>")
                    .without("hasNext"),
            mutant("AGG-17", "a wait that leaves its callbacks behind", "tasks.Waiting$Waiter", "await")
                    .without("untell"),
            mutant("AGG-18", "a waitFor whose TimeoutException has no cause", "tasks.Timeout", "over")
                    .without("initCause"),
            mutant("AGG-19", "a waitFor that raises TimeoutException whatever its awaitable raised", "tasks.Timeout",
                    "expired").negate("CancelledError", 2),
            mutant("AGG-20", "a waitFor without time that cancels what is done", "tasks.Waiting", "endAtOnce")
                    .negate("done"),
            mutant("AGG-21", "a waitFor without a limit that ends at once", "tasks.Waiting", "waitFor")
                    .without("seconds"),
            mutant("AGG-22", "a waitFor that takes a cancellation from outside for its own", "tasks.Timeout", "run")
                    .isTrue("leave"),
            mutant("AGG-23", "a waitFor whose time is over at once", "tasks.Timeout", "after").without("time"),
            mutant("AGG-24", "a shield that is the future itself", "tasks.Shield", "shield").isTrue("done"),
            mutant("AGG-25", "a timeout whose exception has no cause", "tasks.Timeout", "over").without("initCause"),
            mutant("AGG-26", "a timeout without a limit that ends at once", "tasks.Timeout", "after")
                    .without("seconds"),
            mutant("AGG-27", "a timeout in the past that fires late", "tasks.Timeout", "schedule").without("time"),
            mutant("AGG-28", "a timeout that says it has expired in any case", "tasks.Timeout", "expired").always(),
            mutant("AGG-29", "a timeout that takes a cancellation from outside for its own", "tasks.Timeout", "run")
                    .isTrue("leave"),
            mutant("AGG-30", "a timeout that does not count the requests that were there before", "tasks.Timeout",
                    "enter")
                    .without("countOnEntry"),
            mutant("AGG-31", "an expired timeout that raises CancelledError", "tasks.Timeout", "leave").constant("0",
                    2),
            mutant("AGG-32", "a reschedule that keeps the deadline", "tasks.Timeout", "reschedule").forget("when"),
            mutant("AGG-33", "a timeout that is entered twice and fails with an exception of another type",
                    "tasks.Timeout",
                    "enter").throwsOther("IllegalStateException"),
            mutant("AGG-34", "a timeout that leaves its timer when the block ends in time", "tasks.Timeout", "run")
                    .without("leave", 2),
            mutant("AGG-36", "a shield that is the future itself", "tasks.Shield", "shield").isTrue("done"),
            mutant("AGG-37", "a shield of a done future that is another future", "tasks.Shield", "shield")
                    .without("done"),
            mutant("AGG-38", "a shield that hides late failures", "tasks.Shield", "reportFailure").nothing(),
            mutant("AGG-39", "a cancelled shield that keeps its callback", "tasks.Shield", "shield").without("untell"),
            mutant("AGG-40", "an asCompleted that gives first what ended last", "tasks.Completions", "childDone")
                    .instead("add"),
            mutant("AGG-41", "an asCompleted that gives null", "tasks.Completions", "next").without("take"),
            mutant("AGG-42", "an asCompleted that leaves its timer", "tasks.Completions", "letGo").without("cancel"),
            mutant("AGG-43", "an asCompleted that has items without end", "tasks.Completions", "next").forget("left",
                    2),
            mutant("AGG-44", "an asCompleted that takes a foreign future and fails with an exception of another type",
                    "tasks.Completions", "checked").throwsOther("IllegalArgumentException"),
            mutant("AGG-45", "a group that does not wait for its children", "tasks.TaskGroup", "leave")
                    .without("awaitChildren"),
            mutant("AGG-46", "a group that lets its block go on though a child failed", "tasks.TaskGroup", "childDone")
                    .without("cancel"),
            mutant("AGG-47", "a group that takes a cancelled child for a failed one", "tasks.TaskGroup", "childDone")
                    .without("cancelled"),
            mutant("AGG-48", "a group that leaves out the exception of its body", "tasks.TaskGroup", "leave")
                    .without("add"),
            mutant("AGG-49", "a cancelled group that hides the failure of a child", "tasks.TaskGroup", "leave")
                    .isTrue("isEmpty"),
            mutant("AGG-50", "a group that does not take back its cancellation of the parent", "tasks.TaskGroup",
                    "leave")
                    .without("uncancel"),
            mutant("AGG-51", "a group that forgets that its parent was cancelled from outside", "tasks.TaskGroup",
                    "failures").without("cancel"),
            mutant("AGG-52", "a group that swallows the failures of its children", "tasks.TaskGroup", "leave")
                    .without("failures"),
            mutant("AGG-53", "a group that hides a SystemExit among failures", "tasks.TaskGroup", "childDone")
                    .forget("exit"),
            mutant("AGG-54", "a group that takes children at any time", "tasks.TaskGroup", "checkOpen").nothing(),
            mutant("AGG-55", "a group that is entered twice and fails with an exception of another type",
                    "tasks.TaskGroup",
                    "enter").throwsOther("IllegalStateException"),
            mutant("AGG-56", "a group that keeps its finished children", "tasks.TaskGroup", "childDone")
                    .without("remove"),
            mutant("AGG-57", "a group that takes children while it aborts, and refuses them before", "tasks.TaskGroup",
                    "checkOpen").negate("aborting"),
            mutant("AGG-58", "a cancelled thread future that leaves its task running",
                    "tasks.FutureBridge$ThreadFuture",
                    "cancel").without("post"),
            mutant("AGG-59", "a refused task whose thread future is never done", "tasks.FutureBridge",
                    "runCoroutineThreadsafe").without("completeExceptionally"),
            mutant("AGG-60", "a race whose losers go on", "tasks.StaggeredRace", "race").without("cancelRunners"));
}
