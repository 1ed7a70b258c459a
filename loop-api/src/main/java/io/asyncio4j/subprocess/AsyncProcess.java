// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.subprocess;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.EventLoops;
import io.asyncio4j.internal.Rethrow;
import io.asyncio4j.net.Connection;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.ProcessLookupException;
import io.asyncio4j.transports.SubprocessTransport;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A child process with its streams; {@code asyncio.subprocess.Process}. For coroutines and callbacks of its loop only; methods
 * that suspend say so.
 *
 * <p>
 * A child that is left alone runs on, as in Python. Whoever wants it ended with a scope calls {@link #kill()} in a
 * {@code finally} block.
 */
public final class AsyncProcess {

    private final AbstractEventLoop loop;
    private final SubprocessTransport transport;
    private final ProcessStreams streams;

    private AsyncProcess(AbstractEventLoop loop, SubprocessTransport transport, ProcessStreams streams) {
        this.loop = loop;
        this.transport = transport;
        this.streams = streams;
    }

    /**
     * Starts a program without a shell; {@code asyncio.create_subprocess_exec}. Suspends.
     *
     * @param command the program and its arguments
     * @param options streams, directory and environment
     * @param limit of each reader, in bytes
     * @return the running child
     * @throws IOException if it cannot be started: {@link java.nio.file.NoSuchFileException} if there is no such program
     * @throws IllegalArgumentException if the command is empty, or the limit not positive
     * @throws IllegalStateException outside a coroutine
     */
    public static AsyncProcess exec(List<String> command, ProcessOptions options, int limit) throws IOException {
        return start("createSubprocessExec", limit, given -> given.loop()
                .subprocessExec(() -> given, command, options));
    }

    /**
     * Starts a command line by the shell; {@code asyncio.create_subprocess_shell}. Suspends.
     *
     * @param command the command line, of which the shell makes words, redirects and variables
     * @param options streams, directory and environment
     * @param limit of each reader, in bytes
     * @return the running child
     * @throws IOException if the shell cannot be started
     * @throws IllegalArgumentException if the limit is not positive
     * @throws IllegalStateException outside a coroutine
     */
    public static AsyncProcess shell(String command, ProcessOptions options, int limit) throws IOException {
        return start("createSubprocessShell", limit, given -> given.loop()
                .subprocessShell(() -> given, command, options));
    }

    private static AsyncProcess start(
            String operation,
            int limit,
            Function<ProcessStreams, Future<Connection<SubprocessTransport, ProcessStreams>>> starting)
            throws IOException {
        Task.suspending(operation);
        AbstractEventLoop loop = EventLoops.getRunningLoop();
        Future<Connection<SubprocessTransport, ProcessStreams>> started =
                starting.apply(new ProcessStreams(limit, loop));
        try {
            var made = started.await();
            return new AsyncProcess(loop, made.transport(), made.protocol());
        } catch (Throwable failure) {
            if (started.done() && !started.cancelled() && started.exception() == null) {
                // Cancelled in the very iteration in which it was there: nobody else would ever end it.
                started.resultNow().transport().close();
            }
            throw Rethrow.<IOException>asIs(failure);
        }
    }

    // ---- what it is

    /**
     * The process id; {@code Process.pid}.
     *
     * @return the id, also after the child has ended
     */
    public long pid() {
        return transport.getPid();
    }

    /**
     * How the child ended; {@code Process.returncode}.
     *
     * @return null while it runs, its exit code, or {@code -n} when signal {@code n} ended it; a child that exits with
     *     {@code 128 + n} of its own will cannot be told from the latter on the JVM
     */
    public @Nullable Integer returncode() {
        return transport.getReturncode();
    }

    /**
     * Writes to the child; {@code Process.stdin}.
     *
     * @return the writer, or null unless standard input is {@link Redirect#PIPE}
     */
    public @Nullable StreamWriter stdin() {
        return streams.stdin();
    }

    /**
     * Reads what the child writes; {@code Process.stdout}.
     *
     * @return the reader, or null unless standard output is {@link Redirect#PIPE}
     */
    public @Nullable StreamReader stdout() {
        return streams.output(1);
    }

    /**
     * Reads the child's errors; {@code Process.stderr}.
     *
     * @return the reader, or null unless standard error is {@link Redirect#PIPE}
     */
    public @Nullable StreamReader stderr() {
        return streams.output(2);
    }

    /**
     * The transport below, for what has no method here.
     *
     * @return the same object always
     */
    public SubprocessTransport transport() {
        return transport;
    }

    // ---- its end

    /**
     * Waits until the child has ended and its pipes are closed; {@code Process.wait}, whose name {@link Object} has taken.
     * Suspends. Any number of tasks may wait, also afterwards; cancelling a wait does nothing to the child.
     *
     * <p>
     * With a pipe that nobody reads and that the child fills, it never comes: use {@link #communicate()} then.
     *
     * @return as {@link #returncode()}
     * @throws IllegalStateException outside a coroutine
     */
    public int waitFor() {
        Task.suspending("waitFor");
        Future<@Nullable Void> ending = streams.ending();
        if (ending != null) {
            try {
                ending.await();
            } catch (Throwable cancelled) {
                streams.stopWaiting(ending);
                throw Rethrow.<RuntimeException>asIs(cancelled);
            }
        }
        return Objects.requireNonNull(transport.getReturncode(), "waitFor: the child has ended without a status");
    }

    /**
     * Closes the child's standard input, reads all output and waits; {@code Process.communicate}. Suspends.
     *
     * @return the output
     * @throws IOException if a pipe cannot be read
     * @throws IllegalStateException outside a coroutine
     */
    public ProcessOutput communicate() throws IOException {
        return communicate(null);
    }

    /**
     * Writes to the child's standard input and closes it, reads all output meanwhile, and waits for the end;
     * {@code Process.communicate}. Suspends. That the child has closed its input before it had all is no error.
     *
     * @param input what to write, or null for nothing
     * @return the output
     * @throws IOException if a pipe cannot be read
     * @throws IllegalArgumentException if there is input, but standard input is no pipe
     * @throws IllegalStateException outside a coroutine
     */
    public ProcessOutput communicate(byte @Nullable [] input) throws IOException {
        Task.suspending("communicate");
        StreamWriter writer = stdin();
        if (input != null && writer == null) {
            throw new IllegalArgumentException("communicate: there is input, but the standard input of " + this
                    + " is no pipe; start it with stdin(Redirect.PIPE)");
        }
        Task<@Nullable Void> feeding = writer == null ? null : loop.createTask(() -> feed(writer, input));
        Task<byte[]> output = reading(1);
        Task<byte[]> errors = reading(2);
        try {
            if (feeding != null) {
                feeding.await();
            }
            byte[] stdout = output == null ? null : output.await();
            byte[] stderr = errors == null ? null : errors.await();
            int unused = waitFor();
            return new ProcessOutput(stdout, stderr);
        } catch (Throwable failure) {
            cancel(feeding);
            cancel(output);
            cancel(errors);
            throw Rethrow.<IOException>asIs(failure);
        }
    }

    private static void cancel(@Nullable Task<?> task) {
        if (task != null) {
            task.cancel();
        }
    }

    private static void feed(StreamWriter writer, byte @Nullable [] input) {
        try {
            if (input != null) {
                writer.write(input);
            }
            writer.drain();
        } catch (IOException gone) {
            // The child reads no more, which is its right.
        }
        writer.close();
    }

    private @Nullable Task<byte[]> reading(int fd) {
        StreamReader reader = streams.output(fd);
        if (reader == null) {
            return null;
        }
        BaseTransport pipe = transport.getPipeTransport(fd);
        return loop.createTask(() -> {
            byte[] all = reader.read();
            if (pipe != null) {
                pipe.close();
            }
            return all;
        });
    }

    // ---- signals

    /**
     * Sends a signal by number; {@code Process.send_signal}.
     *
     * @param signal the number of the signal on this platform
     * @throws ProcessLookupException when the child has ended
     * @throws IllegalArgumentException when there is no such signal
     */
    public void sendSignal(int signal) throws ProcessLookupException {
        transport.sendSignal(signal);
    }

    /**
     * Sends a signal by name; {@code Process.send_signal}.
     *
     * @param signal the name, such as {@code "SIGHUP"}
     * @throws ProcessLookupException when the child has ended
     * @throws IllegalArgumentException when there is no such signal
     */
    public void sendSignal(String signal) throws ProcessLookupException {
        transport.sendSignal(signal);
    }

    /**
     * Asks the child to end: SIGTERM; {@code Process.terminate}.
     *
     * @throws ProcessLookupException when the child has ended
     */
    public void terminate() throws ProcessLookupException {
        transport.terminate();
    }

    /**
     * Ends the child: SIGKILL; {@code Process.kill}.
     *
     * @throws ProcessLookupException when the child has ended
     */
    public void kill() throws ProcessLookupException {
        transport.kill();
    }

    @Override
    public String toString() {
        Integer code = returncode();
        return "AsyncProcess[" + pid() + (code == null ? "]" : ", ended with " + code + "]");
    }
}
