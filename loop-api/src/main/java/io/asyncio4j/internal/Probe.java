// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.internal;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Handle;
import io.asyncio4j.tasks.Task;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the core tells somebody who measures it; nobody by default, which costs one look at a static field for each batch and
 * each task. The core does not know who it is. What {@code ...Started} returns is handed to {@code ...Ended}.
 */
public interface Probe {

    /** The system property that switches on the one there is, {@code io.asyncio4j.diagnostics.JfrEvents}. */
    String PROPERTY = "io.asyncio4j.jfr";

    /** Returns who measures. */
    static @Nullable Probe active() {
        return ActiveProbe.probe;
    }

    /** Sets who measures, from the next batch on. */
    static void activate(@Nullable Probe probe) {
        ActiveProbe.probe = probe;
    }

    /** A batch of callbacks begins. */
    Object batchStarted();

    /** It has ended: while it ran, nothing that became ready could run. */
    void batchEnded(Object started, AbstractEventLoop loop, int callbacks);

    /** A callback or a step of a task begins. */
    Object callbackStarted();

    /** It has ended. */
    void callbackEnded(Object started, Handle callback);

    /** A task was made. */
    void taskStarted(Task<?> task);

    /** It has ended: with an error, or with a result. */
    void taskEnded(Task<?> task, @Nullable Throwable error);

    /** A connection could not be accepted. */
    void acceptFailed(AbstractEventLoop loop, Object socket, Throwable error);

    /** A handshake of TLS is over; without an error if it succeeded. */
    void handshakeEnded(AbstractEventLoop loop, Object transport, long nanos, @Nullable Throwable error);

    /** A transport has got its protocol. */
    void connectionMade(AbstractEventLoop loop, Object transport);

    /** It has lost its connection. */
    void connectionLost(AbstractEventLoop loop, Object transport, @Nullable Throwable error);

    /** A loop does not turn; any thread. */
    void stalled(AbstractEventLoop loop, Duration since, String holder, List<StackTraceElement> stack);
}
