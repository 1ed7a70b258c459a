// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.ExceptionHandler;
import io.asyncio4j.events.Handle;
import io.asyncio4j.tasks.Coroutine;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tasks.TaskOptions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of CTX. */
final class BrokenContexts {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("CTX-01", "gives each callback an empty context", BrokenContexts::emptyContexts),
            new BrokenLoop("CTX-02", "runs in a copy of a given context", BrokenContexts::copiesForCallbacks),
            new BrokenLoop("CTX-03", "runs callbacks in the very context of their registration",
                    BrokenContexts::sharesWithCallbacks),
            new BrokenLoop("CTX-04", "runs tasks in the very context of their creator",
                    BrokenContexts::sharesWithTasks),
            new BrokenLoop("CTX-05", "gives a task a copy of the given context", BrokenContexts::copiesForTasks),
            new BrokenLoop("CTX-06", "runs done-callbacks in the context of who resolves the future",
                    BrokenContexts::contextOfTheResolver),
            new BrokenLoop("CTX-07", "runs eager tasks in the very context of their creator",
                    BrokenContexts::sharesWithEagerTasks),
            new BrokenLoop("CTX-09", "carries the context into its executor", BrokenContexts::carriesIntoJobs),
            new BrokenLoop("CTX-10", "calls its exception handler in the current context",
                    BrokenContexts::handlesHere),
            new BrokenLoop("CTX-11", "gives the main task of a run a copy of the given context",
                    BrokenContexts::copiesForRuns));

    private BrokenContexts() {}

    private static AbstractEventLoop emptyContexts(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoon(Runnable callback, @Nullable Context context) {
                return super.callSoon(callback, context == null ? new Context() : context);
            }
        };
    }

    private static AbstractEventLoop copiesForCallbacks(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoon(Runnable callback, @Nullable Context context) {
                return super.callSoon(callback, context == null ? null : context.copy());
            }
        };
    }

    private static AbstractEventLoop sharesWithCallbacks(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoon(Runnable callback, @Nullable Context context) {
                return super.callSoon(callback, context == null ? Context.current() : context);
            }
        };
    }

    private static AbstractEventLoop sharesWithTasks(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body, TaskOptions options) {
                return super.createTask(
                        body, options.context() == null ? options.withContext(Context.current()) : options);
            }
        };
    }

    private static AbstractEventLoop copiesForTasks(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body, TaskOptions options) {
                Context given = options.context();
                return super.createTask(body, given == null ? options : options.withContext(given.copy()));
            }
        };
    }

    private static AbstractEventLoop contextOfTheResolver(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public <T extends @Nullable Object> Future<T> createFuture() {
                return new Future<>(this) {
                    private @Nullable Context resolver;

                    @Override
                    public void setResult(T result) {
                        resolver = Context.copyCurrent();
                        super.setResult(result);
                    }

                    @Override
                    public void addDoneCallback(Consumer<? super Future<T>> callback, @Nullable Context context) {
                        super.addDoneCallback(
                                done -> (resolver == null ? new Context() : resolver)
                                        .run(() -> callback.accept(done)),
                                context);
                    }
                };
            }
        };
    }

    private static AbstractEventLoop sharesWithEagerTasks(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body, TaskOptions options) {
                boolean shares = Boolean.TRUE.equals(options.eagerStart()) && options.context() == null;
                return super.createTask(body, shares ? options.withContext(Context.current()) : options);
            }
        };
    }

    private static AbstractEventLoop carriesIntoJobs(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public <T extends @Nullable Object> Future<T> runInExecutor(
                    @Nullable Executor executor, Callable<T> function) {
                Context here = Context.copyCurrent();
                return super.runInExecutor(executor, () -> here.call(function));
            }
        };
    }

    private static AbstractEventLoop handlesHere(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public void callExceptionHandler(ExceptionContext report) {
                ExceptionHandler handler = getExceptionHandler();
                if (handler == null) {
                    super.callExceptionHandler(report);
                } else {
                    handler.handle(this, report);
                }
            }
        };
    }

    private static AbstractEventLoop copiesForRuns(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body, TaskOptions options) {
                Context given = options.context();
                return super.createTask(
                        body, given == null || isRunning() ? options : options.withContext(given.copy()));
            }
        };
    }
}
