// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

/** What a rule may need and a loop may lack; a rule whose needs are not met is skipped, and counted as such. */
public enum Capability {

    /** {@code createServer} and {@code createConnection} over TCP on loopback. */
    TCP,

    /** The loop has run methods that may be called again: not so for a loop that lives on somebody else's thread. */
    MULTIPLE_RUNS,

    /** The next run may come from another thread. */
    THREAD_MOVE,

    /** {@code SO_REUSEPORT}. */
    REUSE_PORT,

    /** The machine has the IPv6 loopback address. */
    IPV6,

    /** Listeners for IPv6 only beside listeners for IPv4 on the same port. */
    V6ONLY,

    /** JDK channels can be given to the loop ({@code sock=}). */
    SOCKET_ADOPTION,

    /** {@code write} hands the system what it takes before it returns: pollers of finished operations cannot. */
    WRITES_AT_ONCE,

    /** A listening socket that the system hangs up is accepted from, and so its error noticed. */
    LISTENER_HANGUP,

    /** {@code writeEof} keeps the other direction open. */
    HALF_CLOSE,

    /** Descriptors can be counted exactly: the machine has {@code /proc/self/fd}. */
    EXACT_DESCRIPTORS,

    /** The loop's debug mode can be switched at any time. */
    DEBUG_MODE,

    /** {@code createUnixConnection} and {@code createUnixServer}. */
    UNIX,

    /** Unix sockets may have abstract names, apart from the file system. */
    UNIX_ABSTRACT,

    /** TLS on connections and servers, and {@code startTls}. */
    TLS,

    /** {@code createDatagramEndpoint} over UDP. */
    UDP,

    /** {@code createDatagramEndpoint} over unix sockets. */
    UNIX_DATAGRAM,

    /** {@code sendfile} by the system itself, on plain stream sockets. */
    SENDFILE,

    /** {@code addReader} and {@code addWriter}. */
    READERS,

    /** {@code addSignalHandler}. */
    SIGNALS,

    /** {@code connectReadPipe} and {@code connectWritePipe}. */
    PIPES,

    /** Pseudo terminals can be given as pipes; the machine has {@code /dev/ptmx} and {@code /proc/self/fd}. */
    TERMINALS,

    /** An idle writing pipe notices that its reader has gone. */
    PIPE_HANGUP,

    /** {@code subprocessExec} and {@code subprocessShell}, on a machine with a POSIX shell. */
    PROCESSES,

    /** {@code sockRecv} and its neighbours. */
    SOCKET_CALLS,

    /** {@code getAddrInfo}. */
    NAME_LOOKUP,

    /** Coroutines: {@code createTask} runs suspending code. */
    TASKS
}
