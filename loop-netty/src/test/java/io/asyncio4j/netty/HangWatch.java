// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Ends a run in which nothing happens any more, and says where it stands. A test's own limit cannot: it interrupts a thread,
 * and a loop in a native poll, a coroutine that blocks its loop, or a {@code @BeforeAll} does not care.
 *
 * <p>No test here takes more than five seconds on an idle machine. After {@value #SILENT_SECONDS} seconds without a test that
 * begins or ends, the threads of asyncio4j and Netty are printed, the virtual ones too, and written to
 * {@code target/hangs/latest.txt}, beside a file with all threads. The third time, or when the same test has not gone on for
 * {@value #LAST_SECONDS} seconds, the JVM is ended: what is wrong by then, the other tests would only repeat.
 */
public final class HangWatch implements TestExecutionListener {

    private static final int SILENT_SECONDS = 75;
    private static final int LAST_SECONDS = 240;
    private static final int MOST_HANGS = 3;

    /** Of a thread: what is below is JUnit's and Surefire's. */
    private static final int MOST_LINES = 30;

    private static volatile String latest = "no test yet";
    private static volatile long latestNanos = System.nanoTime();
    private static @Nullable Thread watch;

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        synchronized (HangWatch.class) {
            // A test of the TCK's command line runs a plan in a plan.
            if (watch == null) {
                watch = Thread.ofPlatform().daemon().name("hang-watch").start(HangWatch::watch);
            }
        }
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        happened("in ", test);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        happened("after ", test);
    }

    private static void happened(String when, TestIdentifier test) {
        latest = when + test.getUniqueId();
        latestNanos = System.nanoTime();
    }

    private static void watch() {
        try {
            int hangs = 0;
            long told = 0;
            while (true) {
                TimeUnit.SECONDS.sleep(1);
                long since = latestNanos;
                long silent = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
                boolean news = told != since;
                if (silent < (news ? SILENT_SECONDS : LAST_SECONDS)) {
                    continue;
                }
                told = since;
                report(silent, ++hangs);
                if (!news || hangs == MOST_HANGS) {
                    System.err.println("tests hang: the run is ended");
                    Runtime.getRuntime().halt(1);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void report(long silent, int number) {
        StringBuilder text = new StringBuilder("tests hang: nothing for " + silent + " s " + latest + "\n");
        try {
            Path folder = Files.createDirectories(Path.of("target", "hangs")).toAbsolutePath();
            Path all = folder.resolve(ProcessHandle.current().pid() + "-" + number + ".txt");
            Files.deleteIfExists(all);
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(all.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            for (String thread : Files.readString(all).split("\n\n")) {
                if (thread.contains("io.asyncio4j.") || thread.contains("io.netty.")) {
                    thread.lines().limit(MOST_LINES).forEach(line -> text.append(line).append('\n'));
                }
            }
            Files.writeString(folder.resolve("latest.txt"), text);
        } catch (IOException | RuntimeException e) {
            text.append("no thread dump: ").append(e);
        }
        System.err.println(text);
    }
}
