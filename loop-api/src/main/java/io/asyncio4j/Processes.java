// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j;

import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.subprocess.AsyncProcess;
import io.asyncio4j.subprocess.ProcessOptions;
import java.io.IOException;
import java.util.List;

/** The part of {@link Asyncio} that starts child processes. Use it through that class, in coroutines. */
public abstract sealed class Processes permits Networking {

    Processes() {}

    // ---- child processes: for coroutines

    /**
     * Starts a program without a shell, with this process's streams; {@code asyncio.create_subprocess_exec}.
     *
     * @param command the program and its arguments
     * @return the running child
     * @throws IOException if it cannot be started: {@link java.nio.file.NoSuchFileException} if there is no such program
     * @throws IllegalArgumentException if the command is empty
     * @throws IllegalStateException outside a coroutine
     */
    public static AsyncProcess createSubprocessExec(String... command) throws IOException {
        return createSubprocessExec(ProcessOptions.INHERITED, command);
    }

    /**
     * Starts a program without a shell; {@code asyncio.create_subprocess_exec} with its keyword arguments.
     *
     * @param options streams, directory and environment
     * @param command the program and its arguments
     * @return the running child
     * @throws IOException if it cannot be started: {@link java.nio.file.NoSuchFileException} if there is no such program
     * @throws IllegalArgumentException if the command is empty
     * @throws IllegalStateException outside a coroutine
     */
    public static AsyncProcess createSubprocessExec(ProcessOptions options, String... command) throws IOException {
        return createSubprocessExec(options, StreamReader.DEFAULT_LIMIT, List.of(command));
    }

    /**
     * Starts a program without a shell; {@code asyncio.create_subprocess_exec} with {@code limit=}.
     *
     * @param options streams, directory and environment
     * @param limit of each reader, in bytes
     * @param command the program and its arguments
     * @return the running child
     * @throws IOException if it cannot be started: {@link java.nio.file.NoSuchFileException} if there is no such program
     * @throws IllegalArgumentException if the command is empty, or the limit not positive
     * @throws IllegalStateException outside a coroutine
     */
    public static AsyncProcess createSubprocessExec(ProcessOptions options, int limit, List<String> command)
            throws IOException {
        return AsyncProcess.exec(command, options, limit);
    }

    /**
     * Starts a command line by the shell, with this process's streams; {@code asyncio.create_subprocess_shell}. Quote what comes
     * from others, or use {@link #createSubprocessExec(String...)}.
     *
     * @param command the command line
     * @return the running child
     * @throws IOException if the shell cannot be started
     * @throws IllegalStateException outside a coroutine
     */
    public static AsyncProcess createSubprocessShell(String command) throws IOException {
        return createSubprocessShell(command, ProcessOptions.INHERITED);
    }

    /**
     * Starts a command line by the shell; {@code asyncio.create_subprocess_shell} with its keyword arguments.
     *
     * @param command the command line
     * @param options streams, directory and environment
     * @return the running child
     * @throws IOException if the shell cannot be started
     * @throws IllegalStateException outside a coroutine
     */
    public static AsyncProcess createSubprocessShell(String command, ProcessOptions options) throws IOException {
        return createSubprocessShell(command, options, StreamReader.DEFAULT_LIMIT);
    }

    /**
     * Starts a command line by the shell; {@code asyncio.create_subprocess_shell} with {@code limit=}.
     *
     * @param command the command line
     * @param options streams, directory and environment
     * @param limit of each reader, in bytes
     * @return the running child
     * @throws IOException if the shell cannot be started
     * @throws IllegalArgumentException if the limit is not positive
     * @throws IllegalStateException outside a coroutine
     */
    public static AsyncProcess createSubprocessShell(String command, ProcessOptions options, int limit)
            throws IOException {
        return AsyncProcess.shell(command, options, limit);
    }
}
