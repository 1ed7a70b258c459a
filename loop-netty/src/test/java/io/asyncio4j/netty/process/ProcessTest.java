// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.subprocess.AsyncProcess;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.subprocess.Redirect;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.tasks.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Children at work: shell tools and CPython, much data, many of them, and what is left of them. */
@Timeout(120)
final class ProcessTest {

    /** A gigabyte, which takes a second or two a poller. */
    private static final int MEGABYTES = 1024;

    private static final ProcessOptions TALKING = ProcessOptions.INHERITED.stdin(Redirect.PIPE).stdout(Redirect.PIPE);

    @TempDir
    Path folder;

    private static void onEachKind(CoroutineAction body) throws Exception {
        for (IoKind kind : List.of(IoKind.NIO, IoKind.AUTO)) {
            try (NettyEventLoop loop = NettyEventLoop.create(kind)) {
                loop.runUntilComplete(body);
            }
        }
    }

    @Test
    void muchDataGoesThroughBothPipesInBoundedMemory() throws Exception {
        onEachKind(() -> {
            AsyncProcess cat = Asyncio.createSubprocessExec(TALKING, "cat");
            StreamWriter in = Objects.requireNonNull(cat.stdin());
            StreamReader out = Objects.requireNonNull(cat.stdout());
            long[] most = {0};
            CoroutineAction feeding = () -> {
                byte[] chunk = new byte[64 * 1024];
                for (int i = 0; i < MEGABYTES * 16; i++) {
                    chunk[0] = (byte) i;
                    in.write(chunk);
                    most[0] = Math.max(most[0], in.transport().getWriteBufferSize());
                    in.drain();
                }
                in.close();
            };
            Task<?> feeder = Asyncio.createTask(feeding);
            long count = 0;
            int marks = 0;
            for (byte[] data = out.read(1 << 20); data.length > 0; data = out.read(1 << 20)) {
                for (int i = (int) (-count & 0xFFFF); i < data.length; i += 0x10000) {
                    assertEquals((byte) marks++, data[i], "the mark of chunk " + marks);
                }
                count += data.length;
            }
            feeder.await();
            assertEquals((long) MEGABYTES << 20, count);
            assertEquals(0, cat.waitFor());
            assertTrue(most[0] <= 256 * 1024, "at most " + most[0] + " bytes waited in this process");
        });
    }

    @Test
    void manyChildrenAtOnceLeaveNothingBehind() throws Exception {
        onEachKind(() -> {
            assertEquals(0, Asyncio.createSubprocessExec(TALKING, "true").waitFor());
            long before = descriptors();
            List<Task<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                String text = "child " + i;
                tasks.add(Asyncio.createTask(() -> {
                    byte[] all = Asyncio.createSubprocessExec(TALKING, "cat")
                            .communicate(text.getBytes(StandardCharsets.UTF_8))
                            .stdout();
                    return new String(Objects.requireNonNull(all), StandardCharsets.UTF_8);
                }));
            }
            for (int i = 0; i < tasks.size(); i++) {
                assertEquals("child " + i, tasks.get(i).await());
            }
            for (int i = 0; i < 200 && descriptors() > before; i++) {
                Asyncio.sleep(0.01);
            }
            assertTrue(descriptors() <= before, descriptors() + " descriptors, before " + before);
        });
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("asyncio4j-pipe"))
                        .toList());
        assertEquals(0, zombies(), "zombies");
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(link -> {
                try {
                    String target = Files.readSymbolicLink(link).toString();
                    return target.startsWith("pipe:") || target.startsWith("socket:");
                } catch (IOException closed) {
                    return false;
                }
            })
                    .count();
        }
    }

    private static long zombies() {
        return ProcessHandle.current().children().filter(child -> {
            try {
                return Files.readString(Path.of("/proc/" + child.pid() + "/stat")).contains(") Z ");
            } catch (IOException gone) {
                return false;
            }
        })
                .count();
    }

    @Test
    void pythonTalksLineByLine() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "CPython is installed");
        String script = """
                import sys, signal
                for line in sys.stdin:
                    print(line.strip().upper(), flush=True)
                print('bye', file=sys.stderr)
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                print('ready', flush=True)
                signal.pause()
                """;
        onEachKind(() -> {
            AsyncProcess python = Asyncio.createSubprocessExec(
                    TALKING.stderr(Redirect.PIPE).environment(Map.of("PYTHONIOENCODING", "utf-8")),
                    "/usr/bin/python3", "-c", script);
            StreamWriter in = Objects.requireNonNull(python.stdin());
            StreamReader out = Objects.requireNonNull(python.stdout());
            for (String word : List.of("one", "two", "gr\u00fc\u00dfe")) {
                in.write((word + "\n").getBytes(StandardCharsets.UTF_8));
                assertEquals(
                        word.toUpperCase(java.util.Locale.ROOT) + "\n",
                        new String(out.readLine(), StandardCharsets.UTF_8));
            }
            in.close();
            assertEquals("ready\n", new String(out.readLine(), StandardCharsets.UTF_8));
            assertNull(python.returncode());
            python.terminate();
            byte[] errors = python.communicate().stderr();
            assertEquals("bye\n", new String(Objects.requireNonNull(errors), StandardCharsets.UTF_8));
            assertEquals(-15, python.returncode());
        });
    }

    @Test
    void filesStandForStreams() throws Exception {
        Path input = Files.writeString(folder.resolve("in"), "b\na\n");
        Path output = folder.resolve("out");
        onEachKind(() -> {
            Files.deleteIfExists(output);
            ProcessOptions sorting =
                    ProcessOptions.INHERITED.stdin(Redirect.from(input)).stdout(Redirect.to(output));
            assertEquals(0, Asyncio.createSubprocessExec(sorting, "sort").waitFor());
            ProcessOptions adding = ProcessOptions.INHERITED.stdout(Redirect.appendTo(output));
            assertEquals(0, Asyncio.createSubprocessShell("echo c", adding).waitFor());
            assertEquals("a\nb\nc\n", Files.readString(output));
        });
    }

    @Test
    void cancelledCommunicateLeavesTheChildToItsOwner() throws Exception {
        onEachKind(() -> {
            AsyncProcess cat = Asyncio.createSubprocessExec(TALKING, "/bin/sh", "-c", "cat; exec sleep 100");
            Task<?> task = Asyncio.createTask(() -> cat.communicate(new byte[10]));
            Asyncio.sleep(0.05);
            task.cancel();
            Asyncio.sleep(0.01);
            assertTrue(task.cancelled());
            assertNull(cat.returncode());
            cat.kill();
            assertEquals(-9, cat.waitFor());
        });
    }

    @Test
    void missingProgramSaysItsName() throws Exception {
        onEachKind(() -> {
            NoSuchFileException missing = assertThrows(
                    NoSuchFileException.class, () -> Asyncio.createSubprocessExec("no-such-program-anywhere"));
            assertEquals("no-such-program-anywhere", missing.getFile());
            NoSuchFileException folderless = assertThrows(
                    NoSuchFileException.class,
                    () -> Asyncio.createSubprocessExec(
                            ProcessOptions.INHERITED.directory(folder.resolve("absent")), "true"));
            assertTrue(folderless.getMessage().contains("directory"), folderless.getMessage());
        });
    }

    @Test
    void grandchildThatKeepsThePipeDoesNotHoldUpTheExit() throws Exception {
        onEachKind(() -> {
            AsyncProcess parent = Asyncio.createSubprocessShell("sleep 100 & echo $!; exit 6", TALKING);
            long grandchild = Long.parseLong(
                    new String(Objects.requireNonNull(parent.stdout()).readLine(), StandardCharsets.UTF_8).strip());
            for (int i = 0; i < 1000 && parent.returncode() == null; i++) {
                Asyncio.sleep(0.01);
            }
            assertEquals(6, parent.returncode());
            // The pipe's other end is another matter: closing the transport lets go of it.
            parent.transport().close();
            assertEquals(6, parent.waitFor());
            ProcessHandle.of(grandchild).ifPresent(ProcessHandle::destroyForcibly);
        });
    }
}
