// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.poll.MovableIoEventLoop;
import io.asyncio4j.netty.poll.OpenDescriptors;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Task;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An echo server and its clients over real connections, cancelled at every moment: each time that what its tasks wait for
 * has changed, each task in turn. No connection, permit, task or timer is left behind, and who is not cancelled gets its
 * answers or the end of the connection.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionAttackTest {

    private static final int CLIENTS = 3;
    private static final int LINES = 2;

    private static final double SECONDS = 10;

    /** One run of the program. */
    private static final class Run {
        private final NettyEventLoop loop;
        private final int moment;
        private final int victim;
        private final List<String> wrong = new ArrayList<>();
        private final Semaphore gate = new Semaphore(2);
        private final Queue<Integer> answers = new Queue<>();
        private int answered;
        private int moments;
        private int mostTasks;
        private String waits = "";
        private boolean ended;

        Run(IoKind kind, int moment, int victim) {
            this.loop = NettyEventLoop.create(kind);
            this.moment = moment;
            this.victim = victim;
        }

        private int channels() {
            return ((MovableIoEventLoop) loop.eventLoop()).registrations();
        }

        // ---- the program

        private void main() throws Exception {
            Server server = Asyncio.startServer(this::echo, "127.0.0.1", 0);
            int port = ((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort();
            try (var scope = server.scope()) {
                Asyncio.timeout(SECONDS, () -> Asyncio.taskGroup(group -> {
                    for (int i = 0; i < CLIENTS; i++) {
                        int number = i;
                        group.createTask(() -> client(port, number));
                    }
                }));
            }
        }

        private void echo(StreamReader reader, StreamWriter writer) {
            try {
                byte[] line;
                while ((line = reader.readLine()).length > 0) {
                    writer.write(line);
                    writer.drain();
                }
            } catch (IOException clientIsGone) {
                // It was cancelled.
            } finally {
                writer.close();
            }
        }

        private void client(int port, int number) throws Exception {
            try (var permit = gate.acquire(); StreamConnection connection = Asyncio.openConnection("127.0.0.1", port)) {
                for (int i = 0; i < LINES; i++) {
                    byte[] line = line(i == 0 && number == 0 ? 30_000 : 10 + number);
                    connection.writer().write(line);
                    connection.writer().drain();
                    byte[] answer = connection.reader().readLine();
                    if (answer.length < line.length) {
                        return;
                    }
                    answers.put(answer.length);
                    answered++;
                }
                connection.close();
                connection.writer().waitClosed();
            } catch (IOException serverIsGone) {
                // Its handler was cancelled, or the server was.
            }
        }

        private static byte[] line(int length) {
            byte[] line = new byte[length];
            line[length - 1] = '\n';
            return line;
        }

        // ---- the attack

        /** Runs once in each iteration of the loop, for as long as anything happens. */
        private void watch() {
            if (ended) {
                return;
            }
            List<Task<?>> tasks = List.copyOf(Task.all(loop));
            String now = tasks.toString();
            if (!now.equals(waits)) {
                waits = now;
                mostTasks = Math.max(mostTasks, tasks.size());
                if (moments++ == moment && victim < tasks.size()) {
                    tasks.get(victim).cancel("attack");
                }
            }
            loop.callSoon(this::watch);
        }

        Run run() throws Exception {
            try (loop) {
                int before = channels();
                loop.setExceptionHandler((where, report) -> wrong.add("reported: " + report));
                Task<?> main = loop.createTask((CoroutineAction) this::main);
                loop.callSoon(this::watch);
                try {
                    loop.runUntilComplete(main);
                } catch (CancelledError cancelled) {
                    check(moment >= 0, "cancelled by nobody");
                }
                ended = true;
                loop.runUntilComplete((CoroutineAction) () -> {
                    double end = loop.time() + SECONDS;
                    while ((Task.all(loop).size() > 1 || channels() > before) && loop.time() < end) {
                        Asyncio.sleep(0.001);
                    }
                    check(Task.all(loop).size() == 1, "never end: " + Task.all(loop));
                });
                check(channels() == before, channels() - before + " channels are open");
                check(loop.liveTimers() == 0, loop.liveTimers() + " timers are left");
                check(gate.statistics().equals(new Semaphore.Statistics(2, false, 0)), "left behind: " + gate);
                check(answers.qsize() == answered, answered + " answers were put into " + answers);
                check(moment >= 0 || answered == CLIENTS * LINES, "only " + answered + " answers");
            }
            return this;
        }

        private void check(boolean right, String what) {
            if (!right) {
                wrong.add(what);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
    void noConnectionIsLostWhereverAProgramIsCancelled(IoKind kind) throws Exception {
        assumeTrue(kind.isAvailable(), () -> kind + " is not available here");
        new Run(kind, -1, 0).run();
        var descriptors = OpenDescriptors.byKind();
        Run undisturbed = new Run(kind, -1, 0).run();
        assertEquals(List.of(), undisturbed.wrong);
        assertTrue(undisturbed.moments > 10, "there were only " + undisturbed.moments + " moments");
        for (int moment = 0; moment < undisturbed.moments; moment++) {
            for (int victim = 0; victim < undisturbed.mostTasks; victim++) {
                Run attacked = new Run(kind, moment, victim).run();
                int at = moment;
                int whom = victim;
                assertEquals(List.of(), attacked.wrong, () -> "task " + whom + " cancelled at moment " + at + " of "
                        + undisturbed.moments);
            }
        }
        assertEquals(descriptors, OpenDescriptors.byKind());
    }
}
