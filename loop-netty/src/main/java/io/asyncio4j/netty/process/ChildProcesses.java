// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.process;

import io.asyncio4j.net.Connection;
import io.asyncio4j.netty.channel.Pending;
import io.asyncio4j.netty.pipes.PipeOperations;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.subprocess.Redirect;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.SubprocessTransport;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * asyncio's {@code subprocess_exec} and {@code subprocess_shell}. Loop only.
 *
 * <p>The JDK starts the child and reaps it, on a thread of its own that it shares among all children; {@link ChildStreams} says
 * how its streams get to the loop. The start itself happens during the call, as in asyncio: it takes about a millisecond.
 */
public final class ChildProcesses {

    private final ChannelHost host;
    private final PipeOperations pipes;

    /**
     * Makes the operations of a loop.
     *
     * @param host the loop
     * @param pipes the loop's pipes
     */
    public ChildProcesses(ChannelHost host, PipeOperations pipes) {
        this.host = host;
        this.pipes = pipes;
    }

    /**
     * Starts a program.
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol
     * @param command the program and its arguments
     * @param options streams, directory and environment
     * @return transport and protocol
     */
    public <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> exec(
            Supplier<P> protocolFactory, List<String> command, ProcessOptions options) {
        Objects.requireNonNull(command, "subprocessExec: the command is null; give the program and its arguments");
        if (command.isEmpty()) {
            throw new IllegalArgumentException("subprocessExec: the command is empty; give at least the program");
        }
        return start("subprocessExec", protocolFactory, command, options);
    }

    /**
     * Starts a command line.
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol
     * @param command the command line
     * @param options streams, directory and environment
     * @return transport and protocol
     */
    public <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> shell(
            Supplier<P> protocolFactory, String command, ProcessOptions options) {
        Objects.requireNonNull(command, "subprocessShell: the command is null; give a command line");
        List<String> shell = File.separatorChar == '/'
                ? List.of("/bin/sh", "-c", command)
                : List.of("cmd.exe", "/c", command);
        return start("subprocessShell", protocolFactory, shell, options);
    }

    private <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> start(
            String operation, Supplier<P> protocolFactory, List<String> command, ProcessOptions options) {
        Objects.requireNonNull(
                protocolFactory, () -> operation + ": protocolFactory is null; give what makes a protocol");
        Objects.requireNonNull(options, () -> operation + ": options is null; use ProcessOptions.PIPES");
        for (String word : command) {
            Objects.requireNonNull(word, () -> operation + ": an argument is null; give strings only");
            if (word.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        operation
                                + ": an argument has the character 0 in it, which no program can be given; leave it out");
            }
        }
        host.checkOpen(operation);
        Pending<Connection<SubprocessTransport, P>> pending = new Pending<>(host.loop());
        P protocol = pending.makeProtocol(
                protocolFactory, made -> ChildTransport.requireProtocol(operation, made), () -> {});
        if (protocol != null) {
            try {
                ChildTransport child = started(
                        operation,
                        protocol,
                        command,
                        options,
                        made -> pending.succeed(new Connection<>(made, protocol)));
                pending.onCancel(child::abandon);
            } catch (IOException | RuntimeException error) {
                pending.fail(error);
            }
        }
        return pending;
    }

    private ChildTransport started(
            String operation,
            SubprocessProtocol protocol,
            List<String> command,
            ProcessOptions options,
            Consumer<ChildTransport> opened)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Path directory = options.directory();
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        Map<String, String> environment = options.environment();
        if (environment != null) {
            builder.environment().clear();
            builder.environment().putAll(environment);
        }
        ChildStreams streams = new ChildStreams();
        streams.prepare(builder, options);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            streams.close();
            throw explained(operation, e, command.getFirst(), directory);
        } catch (RuntimeException e) {
            streams.close();
            throw e;
        }
        ChildTransport child = new ChildTransport(host, process, protocol);
        streams.started();
        boolean[] piped = {
                options.stdin().kind() == Redirect.Kind.PIPE,
                options.stdout().kind() == Redirect.Kind.PIPE,
                options.stderr().kind() == Redirect.Kind.PIPE
        };
        child.open(pipes, streams, piped, () -> opened.accept(child));
        return child;
    }

    /** The JDK's error has the number of the system's error in its text, and no class of its own. */
    private static IOException explained(
            String operation, IOException error, String program, @Nullable Path directory) {
        if (directory != null && !Files.isDirectory(directory)) {
            IOException wrong = Files.exists(directory)
                    ? new NotDirectoryException(directory.toString())
                    : new NoSuchFileException(
                            directory.toString(), null, operation + ": the child's directory is not there; create it");
            wrong.initCause(error);
            return wrong;
        }
        String text = String.valueOf(error.getMessage());
        IOException explained = isError(text, 2)
                ? new NoSuchFileException(
                        program, null, operation + ": there is no such program; check its name and the PATH")
                : isError(text, 13)
                        ? new AccessDeniedException(
                                program, null, operation + ": it may not be executed; check its permissions")
                        : new IOException(operation + ": " + program + " could not be started: " + text
                                + "; check program, directory and redirects");
        explained.initCause(error);
        return explained;
    }

    /** The JDK writes "error=2," or "error: 2 ", by version. */
    private static boolean isError(String text, int number) {
        return text.matches("(?s).*error[=:] ?" + number + "\\b.*");
    }
}
