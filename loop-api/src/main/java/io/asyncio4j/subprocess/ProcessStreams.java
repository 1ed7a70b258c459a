// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.subprocess;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.protocols.SubprocessProtocol;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamReaderProtocol;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.SubprocessTransport;
import io.asyncio4j.transports.WriteTransport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The protocol between a child process and its streams; asyncio's {@code SubprocessStreamProtocol}. Loop only.
 */
final class ProcessStreams implements SubprocessProtocol {

    private final int limit;
    private final AbstractEventLoop loop;

    /** What drain() and waitClosed() of the writer wait for: the streams' own protocol, which hears of nothing else. */
    private final StreamReaderProtocol writing;

    private @Nullable SubprocessTransport transport;
    private @Nullable StreamWriter stdin;
    private final @Nullable StreamReader[] outputs = new StreamReader[3];
    private int openOutputs;
    private boolean exited;
    private boolean over;
    private @Nullable List<Future<@Nullable Void>> waiters = new ArrayList<>();

    ProcessStreams(int limit, AbstractEventLoop loop) {
        this.limit = limit;
        this.loop = loop;
        this.writing = new StreamReaderProtocol(new StreamReader(limit, loop), loop);
    }

    AbstractEventLoop loop() {
        return loop;
    }

    @Nullable StreamWriter stdin() {
        return stdin;
    }

    @Nullable StreamReader output(int fd) {
        return outputs[fd];
    }

    /** A future that is done when the child has ended and all of its pipes too; null: it has. */
    @Nullable Future<@Nullable Void> ending() {
        List<Future<@Nullable Void>> waiting = waiters;
        if (waiting == null) {
            return null;
        }
        Future<@Nullable Void> waiter = loop.createFuture();
        waiting.add(waiter);
        return waiter;
    }

    void stopWaiting(Future<@Nullable Void> waiter) {
        List<Future<@Nullable Void>> waiting = waiters;
        if (waiting != null) {
            waiting.remove(waiter);
        }
    }

    @Override
    public void connectionMade(BaseTransport made) {
        SubprocessTransport child = (SubprocessTransport) made;
        transport = child;
        for (int fd = 1; fd <= 2; fd++) {
            BaseTransport pipe = child.getPipeTransport(fd);
            if (pipe != null) {
                StreamReader reader = new StreamReader(limit, loop);
                reader.setTransport(pipe);
                outputs[fd] = reader;
                openOutputs++;
            }
        }
        if (child.getPipeTransport(0) instanceof WriteTransport pipe) {
            stdin = new StreamWriter(new StdinTransport(pipe), writing, null, loop);
        }
    }

    @Override
    public void pipeDataReceived(int fd, byte[] data) {
        StreamReader reader = outputs[fd];
        if (reader != null) {
            reader.feedData(data);
        }
    }

    @Override
    public void pipeConnectionLost(int fd, @Nullable Throwable exc) {
        if (fd == 0) {
            StreamWriter writer = stdin;
            if (writer != null) {
                writer.close();
            }
            writing.connectionLost(exc);
            return;
        }
        StreamReader reader = outputs[fd];
        if (reader != null) {
            if (exc == null) {
                reader.feedEof();
            } else {
                reader.setException(exc);
            }
            openOutputs--;
        }
        closeIfAllEnded();
    }

    @Override
    public void processExited() {
        exited = true;
        closeIfAllEnded();
    }

    /** Nothing is left to read: what is left of standard input closes too. */
    private void closeIfAllEnded() {
        SubprocessTransport child = transport;
        if (openOutputs == 0 && exited && child != null) {
            transport = null;
            child.close();
        }
    }

    @Override
    public void pauseWriting() {
        writing.pauseWriting();
    }

    @Override
    public void resumeWriting() {
        writing.resumeWriting();
    }

    @Override
    public void connectionLost(@Nullable Throwable exc) {
        over = true;
        List<Future<@Nullable Void>> waiting = waiters;
        waiters = null;
        if (waiting != null) {
            for (Future<@Nullable Void> waiter : waiting) {
                if (!waiter.done()) {
                    waiter.setResult(null);
                }
            }
        }
    }

    @Override
    public String toString() {
        return "ProcessStreams[" + (over ? "over" : exited ? "exited" : "running") + ", " + openOutputs
                + " outputs open]";
    }
}
