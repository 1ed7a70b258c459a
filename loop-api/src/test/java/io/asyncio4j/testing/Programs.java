// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.Asyncio;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.CoroutineAction;
import java.util.ArrayList;
import java.util.List;

/** Runs a test's coroutine on a {@link ParkingLoop} whose time jumps. */
public final class Programs {

    private Programs() {}

    /** Runs {@code main}; fails if the loop had to report anything. */
    public static void run(CoroutineAction main) {
        assertEquals(List.of(), runAndReport(main));
    }

    /** Runs {@code main} and returns what the exception handler was told. */
    public static List<ExceptionContext> runAndReport(CoroutineAction main) {
        List<ExceptionContext> reports = new ArrayList<>();
        Asyncio.run(main, RunnerOptions.on(() -> {
            ParkingLoop loop = new ParkingLoop(new JumpingClock());
            loop.setExceptionHandler((where, report) -> reports.add(report));
            return loop;
        }));
        return reports;
    }
}
