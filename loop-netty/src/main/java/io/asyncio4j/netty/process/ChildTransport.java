// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.process;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Handle;
import io.asyncio4j.netty.pipes.PipeOperations;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.netty.signals.SignalName;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.ProcessLookupException;
import io.asyncio4j.transports.SubprocessTransport;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A child process: asyncio's {@code BaseSubprocessTransport}. Loop only.
 *
 * <p>The exit and the end of each pipe are events of their own, in any order: a grandchild may hold a pipe open long after the
 * exit, and a child may close its output long before. {@code connection_lost} comes when all of them have come.
 */
final class ChildTransport implements SubprocessTransport {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    private final ChannelHost host;
    private final Process process;
    private final CompletableFuture<Integer> exit;
    private final Context context = Context.copyCurrent();
    private final @Nullable ChildPipe[] pipes = new ChildPipe[3];
    private @Nullable SubprocessProtocol protocol;

    /** What has happened before connection_made was called; null from then on. */
    private @Nullable List<Runnable> early = new ArrayList<>();

    private @Nullable PipeOperations pipeOperations;
    private @Nullable Integer returncode;
    private int opening;
    private boolean closed;
    private boolean finished;

    /** connection_lost was called. */
    private boolean over;

    /** Of a process that was started this very moment. */
    ChildTransport(ChannelHost host, Process process, SubprocessProtocol protocol) {
        this.host = host;
        this.process = process;
        this.exit = ExitStatus.of(process);
        this.protocol = protocol;
    }

    /** Connects the pipes, then the protocol, then calls {@code opened}; looks for the exit from now on. */
    void open(PipeOperations operations, ChildStreams streams, boolean[] piped, Runnable opened) throws IOException {
        pipeOperations = operations;
        Runnable next = () -> {
            if (--opening == 0) {
                connected(opened);
            }
        };
        opening = 1;
        for (int fd = 0; fd < pipes.length; fd++) {
            if (piped[fd]) {
                opening++;
                ChildPipe pipe = new ChildPipe(this, fd);
                pipes[fd] = pipe;
                pipe.opened(fd == 0
                        ? operations.write(pipe, streams.stdin(process), made -> next.run())
                        : operations.read(pipe, streams.output(process, fd), made -> next.run()));
            }
        }
        enqueue(next);
        var unused = exit.thenAccept(this::exitedElsewhere);
    }

    private void connected(Runnable opened) {
        SubprocessProtocol told = protocol;
        if (told != null) {
            enqueue(() -> told.connectionMade(this));
        }
        enqueue(this::catchUp);
        enqueue(opened);
    }

    private void catchUp() {
        List<Runnable> happened = early;
        early = null;
        if (happened != null) {
            for (Runnable event : happened) {
                enqueue(event);
            }
        }
    }

    private void enqueue(Runnable callback) {
        host.loop().enqueue(new Handle(callback, host.loop(), context));
    }

    /** Now, or after connection_made. */
    private void tell(Runnable event) {
        List<Runnable> waiting = early;
        if (waiting == null) {
            event.run();
        } else {
            waiting.add(event);
        }
    }

    // ---- from the pipes

    void pipeData(int fd, byte[] data) {
        tell(() -> {
            SubprocessProtocol told = protocol;
            if (told != null) {
                told.pipeDataReceived(fd, data);
            }
        });
    }

    void pipeLost(int fd, @Nullable Throwable cause) {
        tell(() -> {
            try {
                SubprocessProtocol told = protocol;
                if (told != null) {
                    told.pipeConnectionLost(fd, cause);
                }
            } finally {
                finishIfAllEnded();
            }
        });
    }

    void pauseWriting() {
        SubprocessProtocol told = protocol;
        if (told != null) {
            told.pauseWriting();
        }
    }

    void resumeWriting() {
        SubprocessProtocol told = protocol;
        if (told != null) {
            told.resumeWriting();
        }
    }

    // ---- from the process

    private void exitedElsewhere(int status) {
        try {
            var unused = host.loop().callSoonThreadsafe(() -> exited(status), context);
        } catch (IllegalStateException loopClosed) {
            LOG.log(
                    Level.WARNING,
                    () -> "child " + process.pid() + " ended with " + status + " when its loop was closed already");
        }
    }

    private void exited(int status) {
        returncode = status;
        tell(() -> {
            SubprocessProtocol told = protocol;
            try {
                if (told != null) {
                    told.processExited();
                }
            } finally {
                endInput();
                finishIfAllEnded();
            }
        });
    }

    /** Nobody reads any more, unless the poller watches for that itself. */
    private void endInput() {
        ChildPipe stdin = pipes[0];
        BaseTransport transport = stdin == null ? null : stdin.transport();
        PipeOperations operations = pipeOperations;
        if (transport != null && operations != null) {
            operations.readerMayBeGone(transport);
        }
    }

    private void finishIfAllEnded() {
        if (finished || returncode == null || early != null) {
            return;
        }
        for (ChildPipe pipe : pipes) {
            if (pipe != null && !pipe.isDisconnected()) {
                return;
            }
        }
        finished = true;
        enqueue(this::lost);
    }

    private void lost() {
        SubprocessProtocol told = protocol;
        try {
            if (told != null) {
                told.connectionLost(null);
            }
        } finally {
            over = true;
            protocol = null;
        }
    }

    // ---- from the user

    @Override
    public long getPid() {
        return process.pid();
    }

    @Override
    public @Nullable Integer getReturncode() {
        return returncode;
    }

    @Override
    public @Nullable BaseTransport getPipeTransport(int fd) {
        ChildPipe pipe = fd < 0 || fd >= pipes.length ? null : pipes[fd];
        return pipe == null ? null : pipe.transport();
    }

    @Override
    public void sendSignal(int signal) throws ProcessLookupException {
        send("sendSignal", SignalName.of("sendSignal", signal));
    }

    @Override
    public void sendSignal(String signal) throws ProcessLookupException {
        send("sendSignal", SignalName.of("sendSignal", signal));
    }

    @Override
    public void terminate() throws ProcessLookupException {
        send("terminate", SignalName.of("terminate", "SIGTERM"));
    }

    @Override
    public void kill() throws ProcessLookupException {
        send("kill", SignalName.of("kill", "SIGKILL"));
    }

    private void send(String operation, SignalName signal) throws ProcessLookupException {
        host.check(operation);
        if (over) {
            throw new ProcessLookupException(operation + ": the child " + getPid() + " has ended with " + returncode
                    + "; ask getReturncode() first");
        }
        ChildSignals.send(process, signal);
    }

    @Override
    public void close() {
        host.check("close");
        if (closed) {
            return;
        }
        closed = true;
        for (ChildPipe pipe : pipes) {
            BaseTransport transport = pipe == null ? null : pipe.transport();
            if (transport != null) {
                transport.close();
            }
        }
        if (returncode == null && process.isAlive()) {
            if (host.loop().getDebug()) {
                LOG.log(Level.WARNING, "close: the child of {0} still runs; it is killed", this);
            }
            boolean unused = process.toHandle().destroyForcibly();
        }
    }

    /** The caller has gone: ends the child, and tells nobody. */
    void abandon() {
        protocol = null;
        close();
    }

    @Override
    public boolean isClosing() {
        return closed;
    }

    @Override
    public @Nullable Object getExtraInfo(String name) {
        Objects.requireNonNull(name, "getExtraInfo: name is null; ExtraInfo lists the names");
        return name.equals(ExtraInfo.SUBPROCESS.name()) ? process : null;
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        protocol = requireProtocol("setProtocol", newProtocol);
    }

    static SubprocessProtocol requireProtocol(String operation, @Nullable BaseProtocol given) {
        Objects.requireNonNull(given, () -> operation + ": the protocol is null; give a SubprocessProtocol");
        if (!(given instanceof SubprocessProtocol fitting)) {
            throw new IllegalArgumentException(operation + ": " + given.getClass().getName()
                    + " cannot follow a child process; implement SubprocessProtocol");
        }
        return fitting;
    }

    @Override
    public @Nullable BaseProtocol getProtocol() {
        return protocol;
    }

    @Override
    public String toString() {
        return "SubprocessTransport[pid " + getPid() + (returncode == null ? ", running" : ", ended with " + returncode)
                + (closed ? ", closed]" : "]");
    }
}
