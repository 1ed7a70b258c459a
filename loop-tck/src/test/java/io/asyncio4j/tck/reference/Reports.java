// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.ExceptionHandler;
import io.asyncio4j.events.Handle;
import io.asyncio4j.tasks.LoopExit;
import io.asyncio4j.tasks.Task;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where errors go that nobody catches; asyncio's {@code call_exception_handler}.
 *
 * <p>
 * To the program's handler, in the context of what failed. If that fails itself, to the loop's own, which logs; if even
 * that fails, which a subclass may bring about, to the log. Nothing comes back to who reports, save what ends the loop.
 */
final class Reports {

    private final SelectorLoop loop;
    private volatile @Nullable ExceptionHandler handler;

    Reports(SelectorLoop loop) {
        this.loop = loop;
    }

    @Nullable ExceptionHandler handler() {
        return handler;
    }

    void handler(@Nullable ExceptionHandler custom) {
        handler = custom;
    }

    void report(ExceptionContext report) {
        ExceptionHandler custom = handler;
        if (custom == null) {
            byDefault(report, "Exception in default exception handler");
            return;
        }
        try {
            Context context = contextOf(report);
            if (context == null) {
                custom.handle(loop, report);
            } else {
                context.run(() -> custom.handle(loop, report));
            }
        } catch (LoopExit end) {
            throw end;
        } catch (Throwable failure) {
            byDefault(
                    ExceptionContext.of("Unhandled error in exception handler")
                            .withException(failure)
                            .with("context", report),
                    "Exception in default exception handler while handling an unexpected error in custom exception handler");
        }
    }

    private void byDefault(ExceptionContext report, String ifThatFails) {
        try {
            loop.defaultExceptionHandler(report);
        } catch (LoopExit end) {
            throw end;
        } catch (Throwable failure) {
            SelectorLoop.LOG.log(Level.ERROR, ifThatFails, failure);
        }
    }

    /** A plain future has no context of its own, and stands before the handle all the same. */
    private static @Nullable Context contextOf(ExceptionContext report) {
        Task<?> task = report.task();
        if (task == null && report.future() instanceof Task<?> failed) {
            task = failed;
        }
        if (task != null) {
            return task.context();
        }
        Handle handle = report.future() == null ? report.handle() : null;
        return handle == null ? null : handle.context();
    }

    static void log(ExceptionContext report, @Nullable Handle running) {
        StringBuilder text =
                new StringBuilder(Objects.requireNonNullElse(report.message(), "Unhandled exception in event loop"));
        TreeSet<String> keys = new TreeSet<>(report.keys());
        Throwable made = running == null ? null : running.sourceTraceback();
        if (made != null && !keys.contains("source_traceback") && !keys.contains("handle_traceback")) {
            report = report.with("handle_traceback", made);
            keys.add("handle_traceback");
        }
        for (String key : keys) {
            if (!key.equals("message") && !key.equals("exception")) {
                Object value = report.get(key);
                text.append('\n').append(key).append(": ");
                text.append(value instanceof Throwable site && key.endsWith("_traceback")
                        ? "Object created at " + Arrays.toString(site.getStackTrace())
                        : value);
            }
        }
        SelectorLoop.LOG.log(Level.ERROR, text.toString(), report.exception());
    }
}
