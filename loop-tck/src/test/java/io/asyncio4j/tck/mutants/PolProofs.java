// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import static io.asyncio4j.tck.mutants.Mutant.mutant;

import java.util.List;

/** POL: the loop of a thread, and runners. */
final class PolProofs {

    private PolProofs() {}

    static final List<Mutant> ALL = List.of(
            mutant("POL-01", "a getEventLoop that does not see the loop that runs", "events.EventLoops", "getEventLoop")
                    .without("get"),
            mutant("POL-02", "a getEventLoop that does not see the loop of the thread", "events.EventLoops",
                    "getEventLoop")
                    .without("get", 2),
            mutant("POL-03", "a setEventLoop(null) that keeps the loop", "events.EventLoops", "setEventLoop")
                    .without("remove"),
            mutant("POL-04", "a newEventLoop that makes none and does not complain", "events.EventLoops",
                    "newEventLoop")
                    .nothing(),
            mutant("POL-06", "a run that leaves tasks behind", "Runner", "cancelAllTasks").nothing(),
            mutant("POL-07", "a run that hides the failures of tasks at its end", "Runner", "cancelAllTasks")
                    .without("callExceptionHandler"),
            mutant("POL-08", "a run that is let into a running loop", "Runner", "run").without("get"),
            mutant("POL-09", "a run that loses the result of what it awaited", "Runner", "runInterruptibly").nothing(),
            mutant("POL-10", "a runner that ignores its debug option", "Runner", "loop").without("setDebug"),
            mutant("POL-11", "a runner that asks its factory for a loop each time", "Runner", "loop").forget("loop"),
            mutant("POL-12", "a closed runner that may be used again", "Runner", "close").forget("state"));
}
