// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.porting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.testing.JumpingClock;
import io.asyncio4j.testing.ParkingLoop;
import io.asyncio4j.testing.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/porting.md shows is what these classes say, and it prints what asyncio's documentation says it prints. */
class PortingPageTest {

    private static final Path SOURCES = Path.of("src/test/java/io/asyncio4j/porting");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private final TaskExamples tasks = new TaskExamples();
    private final CallbackExamples callbacks = new CallbackExamples();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private double seconds;

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(out);
    }

    @Test
    void pageShowsTheseSources() throws IOException {
        String sources;
        try (Stream<Path> files = Files.list(SOURCES)) {
            sources = files.map(PortingPageTest::withoutIndentation).collect(Collectors.joining());
        }
        List<MatchResult> blocks = JAVA.matcher(Files.readString(Path.of("docs/porting.md"))).results().toList();
        assertTrue(blocks.size() > 10, () -> blocks.size() + " blocks");
        for (MatchResult block : blocks) {
            for (String method : block.group(1).split("\n\n(?=\\S)")) {
                assertTrue(sources.contains(plain(method)), () -> "not in the sources as it stands:\n" + method);
            }
        }
    }

    @Test
    void coroutinesRunOneAfterTheOther() {
        run(tasks::oneAfterTheOther);
        assertPrinted(3, "hello", "world");
    }

    @Test
    void tasksRunAtTheSameTime() {
        run(tasks::atTheSameTime);
        assertPrinted(2, "hello", "world");
    }

    @Test
    void aGroupEndsWithItsLastTask() {
        run(tasks::inAGroup);
        assertPrinted(2, "hello", "world", "both have ended");
    }

    @Test
    void tasksInTheBackgroundLeaveTheSet() {
        run(() -> {
            tasks.fireAndForget();
            assertEquals(10, tasks.forgotten());
            Asyncio.sleep(10);
        });
        assertEquals(0, tasks.forgotten());
    }

    @Test
    void aGroupIsEndedByAnException() {
        run(tasks::terminateAGroup);
        assertPrinted(1, "Task 1: start", "Task 2: start", "Task 1: done");
    }

    @Test
    void gatherKeepsTheOrder() {
        run(tasks::gathering);
        assertPrinted(3,
                "Task A: Compute factorial(2), currently i=2...",
                "Task B: Compute factorial(3), currently i=2...",
                "Task C: Compute factorial(4), currently i=2...",
                "Task A: factorial(2) = 2",
                "Task B: Compute factorial(3), currently i=3...",
                "Task C: Compute factorial(4), currently i=3...",
                "Task B: factorial(3) = 6",
                "Task C: Compute factorial(4), currently i=4...",
                "Task C: factorial(4) = 24",
                "[2, 6, 24]");
    }

    @Test
    void aShieldKeepsTheTaskGoing() {
        run(tasks::shielding);
        assertPrinted(1, "not waiting any longer", "done all the same");
    }

    @Test
    void waitForEndsAnEternity() {
        run(tasks::waitingFor);
        assertPrinted(1, "timeout!");
    }

    @Test
    void timeoutsEndBlocks() {
        run(tasks::timeouts);
        assertPrinted(10, "The long operation timed out, but we've handled it.", "This statement will run regardless.");
    }

    @Test
    void timeoutsAreMoved() {
        run(tasks::rescheduling);
        assertPrinted(10, "Looks like we haven't finished on time.");
    }

    @Test
    void resultsComeAsTheyComplete() {
        run(tasks::asTheyComplete);
        assertEquals(List.of("finished: 1", "finished: 2", "finished: 3"), lines());
    }

    @Test
    void threadsBlockInTheLoopsPlace() {
        Asyncio.run(tasks::onAThread);
        assertEquals(List.of("blockingIo complete", "finished main"), lines());
    }

    @Test
    void otherThreadsSubmitCoroutines() {
        Asyncio.run(() -> {
            AbstractEventLoop loop = Asyncio.getRunningLoop();
            assertEquals(3, Asyncio.toThread(() -> tasks.fromAnotherThread(loop)));
        });
    }

    @Test
    void cancellingPassesThroughFinally() {
        run(tasks::cancelling);
        assertPrinted(1, "cancelMe: before sleep", "cancelMe: cancel sleep", "cancelMe: after sleep",
                "main: cancelMe is cancelled now");
    }

    @Test
    void workersShareAQueue() {
        run(new QueueExample()::sharing);
        List<String> lines = lines();
        assertEquals(22, lines.size(), lines::toString);
        assertTrue(lines.get(20).matches("3 workers slept in parallel for [345]\\.\\d\\d seconds"), lines.get(20));
    }

    @Test
    void anEventLetsItsWaiterGo() {
        run(callbacks::events);
        assertPrinted(1, "waiting for it ...", "... got it!");
    }

    @Test
    void aCallbackStopsTheLoop() {
        onALoop(callbacks::callSoon);
        assertPrinted(0, "Hello World");
    }

    @Test
    void aCallbackCallsItselfLater() {
        onALoop(callbacks::callLater);
        assertPrinted(4, "0", "1", "2", "3", "4");
    }

    @Test
    void aFutureIsSetByATask() {
        run(callbacks::futures);
        assertPrinted(1, "hello ...", "... world");
    }

    private void run(CoroutineAction example) {
        Programs.run(() -> {
            AbstractEventLoop loop = Asyncio.getRunningLoop();
            example.run();
            seconds = loop.time();
        });
    }

    private void onALoop(Consumer<AbstractEventLoop> example) {
        try (ParkingLoop loop = new ParkingLoop(new JumpingClock())) {
            example.accept(loop);
            seconds = loop.time();
        }
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void assertPrinted(double after, String... expected) {
        assertEquals(List.of(expected), lines());
        assertEquals(after, seconds, 1e-6, "seconds of the loop's clock");
    }

    private static String withoutIndentation(Path file) {
        try {
            return plain(Files.readString(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String plain(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n", "", "\n"));
    }
}
