// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.process;

import io.asyncio4j.netty.poll.DescriptorNumbers;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.subprocess.Redirect;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A child's standard streams, while it is started. Loop only.
 *
 * <p><b>Why not the JDK's pipes.</b> The streams of {@link Process} block, so that each would need a thread that waits in a
 * read and can be got out of it by nothing but an end of file; and when the child exits, the JDK drains and closes its ends of
 * the pipes. A grandchild that still writes then gets SIGPIPE, and the end of the output is tied to the exit, while for asyncio
 * the two are independent events.
 *
 * <p><b>What is done instead.</b> A {@link Pipe} of the JDK, whose near end the loop polls as it polls any channel: with
 * back-pressure, without a thread. The child is given the far end as a file: {@code /proc/self/fd/N} is opened by the JDK in
 * this process before it forks, as if it were a named pipe, which makes a fresh open file that blocks, as programs expect of
 * their streams. The number N comes from {@link DescriptorNumbers}. Once the child runs the far end is closed here, so that the
 * end of file comes when the last process that has it is gone. The JDK closes all other descriptors in its children, so no
 * child gets another child's pipes.
 *
 * <p>Where the numbers are not known (not on Linux) the JDK's own streams have to do, with a thread each, and with the JDK's
 * habit at exit.
 */
final class ChildStreams {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    private static final File NULL_DEVICE = new File("/dev/null");

    private final List<Closeable> near = new ArrayList<>();
    private final List<Closeable> far = new ArrayList<>();

    /** Null: not piped, or by the JDK's own stream. */
    private Pipe.@Nullable SinkChannel stdin;

    private final Pipe.@Nullable SourceChannel[] outputs = new Pipe.SourceChannel[3];

    /** Tells the builder where the streams lead, and opens the pipes. */
    void prepare(ProcessBuilder builder, ProcessOptions options) throws IOException {
        try {
            builder.redirectInput(input(options.stdin()));
            builder.redirectOutput(output(options.stdout(), 1));
            if (options.stderr().kind() == Redirect.Kind.STDOUT) {
                builder.redirectErrorStream(true);
            } else {
                builder.redirectError(output(options.stderr(), 2));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private ProcessBuilder.Redirect input(Redirect redirect) throws IOException {
        return switch (redirect.kind()) {
            case PIPE -> {
                Pipe pipe = Pipe.open();
                File end = keep(pipe.sink(), pipe.source());
                if (end == null) {
                    yield ProcessBuilder.Redirect.PIPE;
                }
                stdin = pipe.sink();
                yield ProcessBuilder.Redirect.from(end);
            }
            case DEVNULL -> ProcessBuilder.Redirect.from(NULL_DEVICE);
            case READ -> ProcessBuilder.Redirect.from(target(redirect));
            default -> ProcessBuilder.Redirect.INHERIT;
        };
    }

    private ProcessBuilder.Redirect output(Redirect redirect, int fd) throws IOException {
        return switch (redirect.kind()) {
            case PIPE -> {
                Pipe pipe = Pipe.open();
                File end = keep(pipe.source(), pipe.sink());
                if (end == null) {
                    yield ProcessBuilder.Redirect.PIPE;
                }
                outputs[fd] = pipe.source();
                yield ProcessBuilder.Redirect.to(end);
            }
            case DEVNULL -> ProcessBuilder.Redirect.DISCARD;
            case WRITE -> ProcessBuilder.Redirect.to(target(redirect));
            case APPEND -> ProcessBuilder.Redirect.appendTo(target(redirect));
            default -> ProcessBuilder.Redirect.INHERIT;
        };
    }

    private static File target(Redirect redirect) {
        return java.util.Objects.requireNonNull(redirect.file()).toFile();
    }

    /** {@return the child's end as a file; null if it has no number, and the JDK's own stream takes the pipe's place} */
    private @Nullable File keep(SelectableChannel ours, SelectableChannel childs) throws IOException {
        near.add(ours);
        far.add(childs);
        childs.configureBlocking(false);
        OptionalInt number = DescriptorNumbers.of(childs);
        if (number.isPresent()) {
            return new File("/proc/self/fd/" + number.getAsInt());
        }
        near.remove(ours);
        ours.close();
        return null;
    }

    /** The child runs: its ends are its own. */
    void started() {
        closeAll(far);
    }

    /** The child could not be started. */
    void close() {
        closeAll(far);
        closeAll(near);
    }

    private static void closeAll(List<Closeable> ends) {
        for (Closeable end : ends) {
            try {
                end.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, () -> "close: " + end + " complained", e);
            }
        }
        ends.clear();
    }

    /** What is written to the child. */
    WritableByteChannel stdin(Process process) throws IOException {
        Pipe.SinkChannel piped = stdin;
        if (piped == null) {
            return new FlushedChannel(process.getOutputStream());
        }
        piped.configureBlocking(false);
        return piped;
    }

    /** What the child writes. */
    ReadableByteChannel output(Process process, int fd) throws IOException {
        Pipe.SourceChannel piped = outputs[fd];
        if (piped == null) {
            return Channels.newChannel(fd == 1 ? process.getInputStream() : process.getErrorStream());
        }
        piped.configureBlocking(false);
        return piped;
    }
}
