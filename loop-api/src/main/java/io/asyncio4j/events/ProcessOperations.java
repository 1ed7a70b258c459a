// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import io.asyncio4j.net.Connection;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.subprocess.ProcessOptions;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.ReadTransport;
import io.asyncio4j.transports.SubprocessTransport;
import io.asyncio4j.transports.WriteTransport;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The loop's pipes, child processes and signals (asyncio: {@code loop.connect_read_pipe}, {@code loop.subprocess_exec},
 * {@code loop.add_signal_handler} and their neighbours).
 *
 * <p>Loop only. Nothing here suspends: what is a coroutine in asyncio returns a future. A loop that lacks a method
 * throws {@link UnsupportedOperationException} that names it.
 */
public interface ProcessOperations {

    // ---- pipes

    /**
     * Reads a pipe (asyncio: {@code loop.connect_read_pipe}).
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol, once
     * @param pipe a {@link java.nio.channels.Pipe.SourceChannel}, a socket, or a {@link java.nio.channels.FileChannel}
     *     of a named pipe or a character device; it belongs to the loop from the call on
     * @return transport and protocol; fails with {@link java.io.IOException}
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is something else, such as a regular file
     * @throws IllegalStateException when the loop is closed
     */
    default <P extends BaseProtocol> Future<Connection<ReadTransport, P>> connectReadPipe(
            Supplier<P> protocolFactory, ReadableByteChannel pipe) {
        throw Unsupported.method("connectReadPipe", this);
    }

    /**
     * Writes a pipe (asyncio: {@code loop.connect_write_pipe}).
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol, once
     * @param pipe a {@link java.nio.channels.Pipe.SinkChannel}, a socket, or a {@link java.nio.channels.FileChannel} of
     *     a named pipe or a character device; it belongs to the loop from the call on
     * @return transport and protocol; fails with {@link java.io.IOException}
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the channel is something else, such as a regular file
     * @throws IllegalStateException when the loop is closed
     */
    default <P extends BaseProtocol> Future<Connection<WriteTransport, P>> connectWritePipe(
            Supplier<P> protocolFactory, WritableByteChannel pipe) {
        throw Unsupported.method("connectWritePipe", this);
    }

    // ---- child processes

    /**
     * Starts a program without a shell (asyncio: {@code loop.subprocess_exec}).
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol, once
     * @param command the program and its arguments
     * @param options streams, directory and environment
     * @return transport and protocol; fails with {@link java.io.IOException} when the program cannot be started
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when the command is empty
     * @throws IllegalStateException when the loop is closed
     */
    default <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessExec(
            Supplier<P> protocolFactory, List<String> command, ProcessOptions options) {
        throw Unsupported.method("subprocessExec", this);
    }

    /**
     * Starts a program without a shell and with three pipes (asyncio: {@code loop.subprocess_exec}).
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol, once
     * @param program the program
     * @param arguments its arguments
     * @return transport and protocol; fails with {@link java.io.IOException} when the program cannot be started
     * @throws NullPointerException when an argument is null
     * @throws IllegalStateException when the loop is closed
     */
    default <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessExec(
            Supplier<P> protocolFactory, String program, String... arguments) {
        Objects.requireNonNull(program, "subprocessExec: program is null; give the program to start");
        List<String> command = Stream.concat(Stream.of(program), Stream.of(arguments)).toList();
        return subprocessExec(protocolFactory, command, ProcessOptions.PIPES);
    }

    /**
     * Starts a command line by the shell (asyncio: {@code loop.subprocess_shell}).
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol, once
     * @param command the command line
     * @param options streams, directory and environment
     * @return transport and protocol; fails with {@link java.io.IOException} when the shell cannot be started
     * @throws NullPointerException when an argument is null
     * @throws IllegalStateException when the loop is closed
     */
    default <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessShell(
            Supplier<P> protocolFactory, String command, ProcessOptions options) {
        throw Unsupported.method("subprocessShell", this);
    }

    /**
     * Starts a command line by the shell, with three pipes (asyncio: {@code loop.subprocess_shell}).
     *
     * @param <P> type of the protocol
     * @param protocolFactory makes the protocol, once
     * @param command the command line
     * @return transport and protocol; fails with {@link java.io.IOException} when the shell cannot be started
     * @throws NullPointerException when an argument is null
     * @throws IllegalStateException when the loop is closed
     */
    default <P extends SubprocessProtocol> Future<Connection<SubprocessTransport, P>> subprocessShell(
            Supplier<P> protocolFactory, String command) {
        return subprocessShell(protocolFactory, command, ProcessOptions.PIPES);
    }

    // ---- signals: by name as everywhere on the JVM, and by number as Python's constants are

    /**
     * Calls back on the loop when this process gets a signal (asyncio: {@code loop.add_signal_handler}). Replaces the
     * signal's former handler. Signals that come in quick succession may count as one.
     *
     * @param signal the signal's name, such as {@code "SIGINT"}
     * @param callback what to call; what it throws is reported, and it stays
     * @throws NullPointerException when an argument is null
     * @throws IllegalArgumentException when there is no such signal
     * @throws IllegalStateException when the signal cannot be caught, or the loop is closed
     */
    default void addSignalHandler(String signal, Runnable callback) {
        throw Unsupported.method("addSignalHandler", this);
    }

    /**
     * Calls back on the loop when this process gets a signal (asyncio: {@code loop.add_signal_handler}).
     *
     * @param signal the signal's number on this platform
     * @param callback what to call; what it throws is reported, and it stays
     * @throws NullPointerException when {@code callback} is null
     * @throws IllegalArgumentException when there is no such signal
     * @throws IllegalStateException when the signal cannot be caught, or the loop is closed
     */
    default void addSignalHandler(int signal, Runnable callback) {
        throw Unsupported.method("addSignalHandler", this);
    }

    /**
     * Takes a handler away (asyncio: {@code loop.remove_signal_handler}); the signal does what it did before.
     *
     * @param signal the signal's name, such as {@code "SIGINT"}
     * @return whether there was a handler
     * @throws NullPointerException when {@code signal} is null
     * @throws IllegalArgumentException when there is no such signal
     */
    default boolean removeSignalHandler(String signal) {
        throw Unsupported.method("removeSignalHandler", this);
    }

    /**
     * Takes a handler away (asyncio: {@code loop.remove_signal_handler}); the signal does what it did before.
     *
     * @param signal the signal's number on this platform
     * @return whether there was a handler
     * @throws IllegalArgumentException when there is no such signal
     */
    default boolean removeSignalHandler(int signal) {
        throw Unsupported.method("removeSignalHandler", this);
    }
}
