// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

import org.jspecify.annotations.Nullable;

/**
 * A child process and its pipes (asyncio: {@code asyncio.SubprocessTransport}).
 *
 * <p>Loop only. A signal to a child that has ended goes nowhere, silently, until the protocol's {@code connectionLost} was
 * called, which is when the ends of all its pipes have come, too; from then on signals are refused.
 */
public interface SubprocessTransport extends BaseTransport {

    /**
     * The process id (asyncio: {@code transport.get_pid}).
     *
     * @return the id, also after the child has ended
     */
    long getPid();

    /**
     * How the child ended (asyncio: {@code transport.get_returncode}).
     *
     * @return null while it runs, its exit code, or {@code -n} when signal {@code n} ended it
     */
    @Nullable Integer getReturncode();

    /**
     * The transport of one of the child's standard streams (asyncio: {@code transport.get_pipe_transport}): a
     * {@link WriteTransport} for 0, a {@link ReadTransport} for 1 and 2.
     *
     * @param fd 0 for standard input, 1 for output, 2 for error
     * @return the transport, or null when that stream is not a pipe
     */
    @Nullable BaseTransport getPipeTransport(int fd);

    /**
     * Sends a signal by number (asyncio: {@code transport.send_signal}).
     *
     * @param signal the number of the signal on this platform
     * @throws ProcessLookupException when {@code connectionLost} of the protocol was called
     * @throws IllegalArgumentException when there is no such signal
     */
    void sendSignal(int signal) throws ProcessLookupException;

    /**
     * Sends a signal by name (asyncio: {@code transport.send_signal}).
     *
     * @param signal the name, such as {@code "SIGTERM"}
     * @throws ProcessLookupException when {@code connectionLost} of the protocol was called
     * @throws NullPointerException when {@code signal} is null
     * @throws IllegalArgumentException when there is no such signal
     */
    void sendSignal(String signal) throws ProcessLookupException;

    /**
     * Asks the child to end: SIGTERM (asyncio: {@code transport.terminate}).
     *
     * @throws ProcessLookupException when {@code connectionLost} of the protocol was called
     */
    void terminate() throws ProcessLookupException;

    /**
     * Ends the child: SIGKILL (asyncio: {@code transport.kill}).
     *
     * @throws ProcessLookupException when {@code connectionLost} of the protocol was called
     */
    void kill() throws ProcessLookupException;

    /**
     * Closes the pipes and kills the child if it still runs (asyncio: {@code transport.close}). Calling it again does
     * nothing.
     */
    @Override
    void close();
}
