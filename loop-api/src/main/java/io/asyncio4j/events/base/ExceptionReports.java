// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events.base;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.ExceptionHandler;
import io.asyncio4j.events.Handle;
import io.asyncio4j.internal.Carried;
import io.asyncio4j.internal.ExecutionState;
import io.asyncio4j.tasks.LoopExit;
import io.asyncio4j.tasks.Task;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** asyncio's exception handler: custom, else default, else a bare log line; only a LoopExit gets out. */
final class ExceptionReports {

    static final System.Logger LOG = System.getLogger("io.asyncio4j.events");

    private final AbstractEventLoop loop;
    private volatile @Nullable ExceptionHandler handler;

    ExceptionReports(AbstractEventLoop loop) {
        this.loop = loop;
    }

    @Nullable ExceptionHandler handler() {
        return handler;
    }

    void handler(@Nullable ExceptionHandler newHandler) {
        handler = newHandler;
    }

    void call(ExceptionContext report) {
        ExceptionHandler custom = handler;
        if (custom == null) {
            callDefault(report, "Exception in default exception handler");
            return;
        }
        try {
            inContextOf(report, () -> custom.handle(loop, report));
        } catch (LoopExit exit) {
            throw exit;
        } catch (Throwable failure) {
            ExceptionContext second = ExceptionContext.of("Unhandled error in exception handler")
                    .withException(failure)
                    .with("context", report);
            callDefault(
                    second, "Exception in default exception handler while handling an unexpected error in custom one");
        }
    }

    private void callDefault(ExceptionContext report, String onFailure) {
        try {
            loop.defaultExceptionHandler(report);
        } catch (LoopExit exit) {
            throw exit;
        } catch (Throwable failure) {
            LOG.log(Level.ERROR, onFailure, failure);
        }
    }

    /** Since 3.12 the handler runs in the context of the task or handle that failed (rule CTX-10). */
    private static void inContextOf(ExceptionContext report, Runnable action) {
        Context context = contextOf(report);
        if (context == null) {
            action.run();
            return;
        }
        ExecutionState state = ExecutionState.current();
        Context outer = state.context;
        state.context = context;
        Carried carried = Carried.isOn() ? Carried.enter() : null;
        try {
            action.run();
        } finally {
            if (carried != null) {
                carried.leave();
            }
            state.context = outer;
        }
    }

    private static @Nullable Context contextOf(ExceptionContext report) {
        if (report.task() != null) {
            return Objects.requireNonNull(report.task()).context();
        }
        if (report.future() != null) {
            return report.future() instanceof Task<?> task ? task.context() : null;
        }
        Handle handle = report.handle();
        return handle == null ? null : handle.context();
    }

    /** Message, then the other keys sorted, with the exception's stack trace; asyncio's default handler. */
    static void log(ExceptionContext report, @Nullable Handle running) {
        String message = report.message();
        StringBuilder text = new StringBuilder(message == null ? "Unhandled exception in event loop" : message);
        for (String key : new TreeSet<>(report.keys())) {
            if (!key.equals("message") && !key.equals("exception")) {
                appendEntry(text, key, Objects.requireNonNull(report.get(key)));
            }
        }
        if (running != null
                && !report.keys().contains("source_traceback")
                && !report.keys().contains("handle_traceback")) {
            Throwable site = running.sourceTraceback();
            if (site != null) {
                appendEntry(text, "handle_traceback", site);
            }
        }
        LOG.log(Level.ERROR, text.toString(), report.exception());
    }

    private static void appendEntry(StringBuilder text, String key, Object value) {
        text.append('\n').append(key).append(": ");
        if (value instanceof Throwable site && key.endsWith("_traceback")) {
            text.append("object created at (most recent call first):");
            for (StackTraceElement frame : site.getStackTrace()) {
                text.append("\n    ").append(frame);
            }
        } else {
            text.append(value);
        }
    }
}
