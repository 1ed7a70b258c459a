// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Handle;
import io.asyncio4j.internal.Probe;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.GeneratorExit;
import io.asyncio4j.tasks.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Makes flight recorder events of what the core tells. Texts are made only for events that are kept. */
final class JfrProbe implements Probe {

    @Name("io.asyncio4j.LoopLag")
    @Label("Loop Lag")
    @Description("A batch of callbacks, while which nothing else of its loop could run")
    @Category("asyncio4j")
    @Threshold("20 ms")
    @StackTrace(false)
    static final class LoopLag extends Event {
        @Label("Loop")
        @Nullable String loop;

        @Label("Callbacks")
        int callbacks;
    }

    @Name("io.asyncio4j.SlowCallback")
    @Label("Slow Callback")
    @Description("A callback or a step of a task that kept its loop")
    @Category("asyncio4j")
    @Threshold("100 ms")
    @StackTrace(false)
    static final class SlowCallback extends Event {
        @Label("Loop")
        @Nullable String loop;

        @Label("Callback")
        @Nullable String callback;
    }

    @Name("io.asyncio4j.Task")
    @Label("Task")
    @Description("The life of a task, from createTask to its end")
    @Category("asyncio4j")
    @StackTrace(false)
    static final class TaskLife extends Event {
        @Label("Name")
        @Nullable String name;

        @Label("Loop")
        @Nullable String loop;

        @Label("Outcome")
        @Description("returned, failed, cancelled, or abandoned by the end of its loop")
        @Nullable String outcome;

        @Label("Error")
        @Nullable String error;
    }

    @Name("io.asyncio4j.Stall")
    @Label("Stall")
    @Description("A loop that has not turned for a while, and what holds it")
    @Category("asyncio4j")
    @StackTrace(false)
    static final class Stall extends Event {
        @Label("Loop")
        @Nullable String loop;

        @Label("Since")
        @Timespan(Timespan.MILLISECONDS)
        long since;

        @Label("Holder")
        @Nullable String holder;

        @Label("Stack")
        @Description("Where the holder was, innermost frame first, a line each")
        @Nullable String stack;
    }

    @Name("io.asyncio4j.AcceptFailure")
    @Label("Accept Failure")
    @Description("A connection that could not be accepted")
    @Category("asyncio4j")
    @StackTrace(false)
    static final class AcceptFailure extends Event {
        @Label("Loop")
        @Nullable String loop;

        @Label("Socket")
        @Nullable String socket;

        @Label("Error")
        @Nullable String error;
    }

    @Name("io.asyncio4j.TlsHandshake")
    @Label("TLS Handshake")
    @Description("The end of a handshake, with how long it took")
    @Category("asyncio4j")
    @StackTrace(false)
    static final class TlsHandshake extends Event {
        @Label("Loop")
        @Nullable String loop;

        @Label("Transport")
        @Nullable String transport;

        @Label("Took")
        @Timespan(Timespan.NANOSECONDS)
        long took;

        @Label("Error")
        @Nullable String error;
    }

    @Name("io.asyncio4j.ConnectionMade")
    @Label("Connection Made")
    @Description("A transport that has got its protocol")
    @Category("asyncio4j")
    @StackTrace(false)
    @Enabled(false)
    static final class ConnectionMade extends Event {
        @Label("Loop")
        @Nullable String loop;

        @Label("Transport")
        @Nullable String transport;
    }

    @Name("io.asyncio4j.ConnectionLost")
    @Label("Connection Lost")
    @Description("A transport that has lost its connection, or has given it away")
    @Category("asyncio4j")
    @StackTrace(false)
    @Enabled(false)
    static final class ConnectionLost extends Event {
        @Label("Loop")
        @Nullable String loop;

        @Label("Transport")
        @Nullable String transport;

        @Label("Error")
        @Nullable String error;
    }

    /** Tasks that live, while a recording wants to know of them. */
    private final Map<Task<?>, TaskLife> lives = new ConcurrentHashMap<>();

    @Override
    public Object batchStarted() {
        LoopLag event = new LoopLag();
        event.begin();
        return event;
    }

    @Override
    public void batchEnded(Object started, AbstractEventLoop loop, int callbacks) {
        LoopLag event = (LoopLag) started;
        event.end();
        if (event.shouldCommit()) {
            event.loop = loop.toString();
            event.callbacks = callbacks;
            event.commit();
        }
    }

    @Override
    public Object callbackStarted() {
        SlowCallback event = new SlowCallback();
        event.begin();
        return event;
    }

    @Override
    public void callbackEnded(Object started, Handle callback) {
        SlowCallback event = (SlowCallback) started;
        event.end();
        if (event.shouldCommit()) {
            event.loop = callback.loop().toString();
            event.callback = callback.toString();
            event.commit();
        }
    }

    @Override
    public void taskStarted(Task<?> task) {
        TaskLife event = new TaskLife();
        if (event.isEnabled()) {
            event.begin();
            lives.put(task, event);
        }
    }

    @Override
    public void taskEnded(Task<?> task, @Nullable Throwable error) {
        TaskLife event = lives.remove(task);
        if (event == null) {
            return;
        }
        event.end();
        if (event.shouldCommit()) {
            event.name = task.name();
            event.loop = task.loop().toString();
            event.outcome = outcome(error);
            event.error = error == null ? null : error.toString();
            event.commit();
        }
    }

    @Override
    public void acceptFailed(AbstractEventLoop loop, Object socket, Throwable error) {
        AcceptFailure event = new AcceptFailure();
        if (event.isEnabled()) {
            event.loop = loop.toString();
            event.socket = socket.toString();
            event.error = error.toString();
            event.commit();
        }
    }

    @Override
    public void handshakeEnded(AbstractEventLoop loop, Object transport, long nanos, @Nullable Throwable error) {
        TlsHandshake event = new TlsHandshake();
        if (event.isEnabled()) {
            event.loop = loop.toString();
            event.transport = transport.toString();
            event.took = nanos;
            event.error = error == null ? null : error.toString();
            event.commit();
        }
    }

    @Override
    public void connectionMade(AbstractEventLoop loop, Object transport) {
        ConnectionMade event = new ConnectionMade();
        if (event.isEnabled()) {
            event.loop = loop.toString();
            event.transport = transport.toString();
            event.commit();
        }
    }

    @Override
    public void connectionLost(AbstractEventLoop loop, Object transport, @Nullable Throwable error) {
        ConnectionLost event = new ConnectionLost();
        if (event.isEnabled()) {
            event.loop = loop.toString();
            event.transport = transport.toString();
            event.error = error == null ? null : error.toString();
            event.commit();
        }
    }

    @Override
    public void stalled(AbstractEventLoop loop, Duration since, String holder, List<StackTraceElement> stack) {
        Stall event = new Stall();
        if (event.isEnabled()) {
            event.loop = loop.toString();
            event.since = since.toMillis();
            event.holder = holder;
            event.stack = stack.stream().map(StackTraceElement::toString).collect(Collectors.joining("\n"));
            event.commit();
        }
    }

    private static String outcome(@Nullable Throwable error) {
        return switch (error) {
            case null -> "returned";
            case CancelledError cancelled -> "cancelled";
            case GeneratorExit abandoned -> "abandoned";
            default -> "failed";
        };
    }
}
