// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.testing;

import io.asyncio4j.Asyncio;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.internal.JvmSignal;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.KeyboardInterrupt;
import io.asyncio4j.tasks.Task;
import java.util.concurrent.CountDownLatch;

/** What happens to several programs at Ctrl-C; each of them is the main class of a JVM of its own. */
public final class InterruptedProgram {

    private InterruptedProgram() {}

    public static void main(String... args) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("shutdown hooks")));
        switch (args[0]) {
            case "cleans up" -> run(InterruptedProgram::cleansUp);
            case "goes on" -> run(InterruptedProgram::goesOn);
            case "takes its time" -> run(InterruptedProgram::takesItsTime);
            case "blocks" -> run(InterruptedProgram::blocks);
            case "is cancelled as well" -> run(InterruptedProgram::isCancelledAsWell);
            case "has its own handler" -> hasItsOwnHandler();
            case "runs elsewhere" -> runsElsewhere();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void run(CoroutineAction main) {
        try {
            Asyncio.run(main, RunnerOptions.on(ParkingLoop::new));
            System.out.println("run returned");
        } catch (CancelledError | KeyboardInterrupt error) {
            System.out.println("run threw " + error.getClass().getSimpleName());
            boolean isBack = JvmSignal.isJdksOwn(JvmSignal.of("INT").install(JvmSignal.of("INT").handler(() -> {})));
            System.out.println("the JDK's handler is back: " + isBack);
            throw error;
        }
    }

    private static void sleepReady() {
        System.out.println("ready");
        Asyncio.sleep(600);
    }

    private static void cleansUp() {
        try {
            sleepReady();
        } finally {
            Asyncio.sleep(0.01);
            System.out.println("cleaned up");
        }
    }

    private static void goesOn() {
        try {
            sleepReady();
        } catch (CancelledError ignored) {
            System.out.println("cancelled, but");
        }
    }

    private static void takesItsTime() {
        try {
            sleepReady();
        } finally {
            System.out.println("cleaning up");
            try {
                Asyncio.sleep(600);
            } finally {
                System.out.println("cleanup cancelled");
            }
        }
    }

    private static void blocks() throws InterruptedException {
        System.out.println("ready");
        new CountDownLatch(1).await();
    }

    private static void isCancelledAsWell() {
        Task<?> main = Asyncio.currentTask();
        try {
            sleepReady();
        } finally {
            main.cancel();
            System.out.println("cancelled by itself as well");
        }
    }

    private static void hasItsOwnHandler() {
        JvmSignal signal = JvmSignal.of("INT");
        signal.install(signal.handler(() -> {
            System.out.println("own handler");
            System.exit(7);
        }));
        run(InterruptedProgram::cleansUp);
    }

    private static void runsElsewhere() throws InterruptedException {
        Thread elsewhere = new Thread(() -> run(InterruptedProgram::cleansUp), "elsewhere");
        elsewhere.start();
        elsewhere.join();
    }
}
