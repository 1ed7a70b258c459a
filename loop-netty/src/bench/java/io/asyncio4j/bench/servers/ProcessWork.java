// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.asyncio4j.Asyncio;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.subprocess.AsyncProcess;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.subprocess.Redirect;
import io.asyncio4j.tasks.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Works with child processes for so many seconds and says how much it did; the same as {@code process_work.py}.
 *
 * <pre>
 * spawn PLACES SECONDS  -> result COUNT SECONDS    /bin/true, so many at a time, each awaited
 * communicate SECONDS   -> result COUNT SECONDS    /bin/echo, its output read to the end
 * cat SECONDS           -> result BYTES SECONDS    through cat and back, 64 KiB at a time, drained
 * </pre>
 */
public final class ProcessWork {
    private static final int CHUNK = 64 * 1024;

    private static final ProcessOptions SILENT =
            ProcessOptions.INHERITED.stdin(Redirect.DEVNULL).stdout(Redirect.DEVNULL);

    private static final ProcessOptions OUTPUT = SILENT.stdout(Redirect.PIPE);
    private static final ProcessOptions BOTH = OUTPUT.stdin(Redirect.PIPE);

    private final AbstractEventLoop loop;
    private final double seconds;
    private final double started;
    private long done;

    private ProcessWork(double seconds) {
        this.loop = Asyncio.getRunningLoop();
        this.seconds = seconds;
        this.started = loop.time();
    }

    /** Serves commands until the end of the input; the argument is the kind of the loop. */
    public static void main(String[] args) throws IOException {
        IoKind kind = IoKind.valueOf(args[0]);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        String line;
        while ((line = in.readLine()) != null) {
            String[] words = line.split(" ");
            Asyncio.run(() -> work(words), RunnerOptions
                    .on(() -> NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(kind).oneThread(true))));
        }
    }

    private static void work(String[] words) throws Exception {
        var work = new ProcessWork(Double.parseDouble(words[words.length - 1]));
        switch (words[0]) {
            case "spawn" -> work.spawn(Integer.parseInt(words[1]));
            case "communicate" -> work.communicate();
            case "cat" -> work.cat();
            default -> throw new IllegalArgumentException("unknown command " + words[0]);
        }
    }

    private boolean goesOn() {
        return loop.time() - started < seconds;
    }

    private void tell() {
        System.out.println("result " + done + " " + (loop.time() - started));
    }

    private void spawn(int places) throws Exception {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            tasks.add(Asyncio.createTask(() -> {
                while (goesOn()) {
                    require(Asyncio.createSubprocessExec(SILENT, "/bin/true").waitFor() == 0);
                    done++;
                }
            }));
        }
        for (Task<?> task : tasks) {
            task.await();
        }
        tell();
    }

    private void communicate() throws IOException {
        while (goesOn()) {
            byte[] output = Asyncio.createSubprocessExec(OUTPUT, "/bin/echo", "a line").communicate().stdout();
            require(output != null && output.length == 7);
            done++;
        }
        tell();
    }

    private void cat() throws Exception {
        AsyncProcess cat = Asyncio.createSubprocessExec(BOTH, "/bin/cat");
        StreamReader reader = Objects.requireNonNull(cat.stdout());
        Task<?> feeding = Asyncio.createTask(() -> {
            StreamWriter writer = Objects.requireNonNull(cat.stdin());
            byte[] chunk = new byte[CHUNK];
            while (goesOn()) {
                writer.write(chunk);
                writer.drain();
            }
            writer.close();
        });
        int got;
        while ((got = reader.read(CHUNK).length) > 0) {
            done += got;
        }
        tell();
        feeding.await();
        require(cat.waitFor() == 0);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("a child did not do what it should");
        }
    }
}
