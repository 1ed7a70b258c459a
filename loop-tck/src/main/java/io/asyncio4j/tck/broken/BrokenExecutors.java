// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.tasks.Future;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of EXEC. */
final class BrokenExecutors {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("EXEC-01", "begins jobs in its next turn", BrokenExecutors::beginsLater),
            new BrokenLoop("EXEC-02", "calls done-callbacks on the worker", BrokenExecutors::callsOnTheWorker),
            new BrokenLoop("EXEC-03", "does not cancel jobs that have not begun", BrokenExecutors::shields),
            new BrokenLoop("EXEC-04", "runs one job after the other", BrokenExecutors::oneAfterTheOther),
            new BrokenLoop("EXEC-05", "takes no executor for its own one", BrokenExecutors::takesNone),
            new BrokenLoop("EXEC-07", "shuts its executor down without waiting", BrokenExecutors::doesNotWait),
            new BrokenLoop("EXEC-09", "fails when shutting its executor down takes too long",
                    BrokenExecutors::failsWhenLate),
            new BrokenLoop("EXEC-11", "complains about a missing function in the future", BrokenExecutors::failsLater),
            new BrokenLoop("EXEC-12", "goes on with its own executor when it is given one", BrokenExecutors::ignores));

    /** Whose callbacks have to be called on the loop, lest nothing works any more. */
    private static final Set<String> OWN = Set.of("io.asyncio4j.tasks", "io.asyncio4j.tck.broken");

    private BrokenExecutors() {}

    private static AbstractEventLoop beginsLater(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public <T extends @Nullable Object> Future<T> runInExecutor(
                    @Nullable Executor executor, Callable<T> function) {
                Objects.requireNonNull(function, "runInExecutor: the function is null; pass a lambda");
                if (isRunning()) {
                    return super.runInExecutor(executor, function);
                }
                Future<T> shown = createFuture();
                callSoon(() -> super.runInExecutor(executor, function).addDoneCallback(done -> copy(done, shown)));
                return shown;
            }
        };
    }

    private static <T extends @Nullable Object> void copy(Future<T> done, Future<T> shown) {
        if (shown.done()) {
            return;
        }
        if (done.cancelled()) {
            shown.cancel();
            return;
        }
        Throwable error = done.exception();
        if (error == null) {
            shown.setResult(done.resultNow());
        } else {
            shown.setException(error);
        }
    }

    private static AbstractEventLoop callsOnTheWorker(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public <T extends @Nullable Object> Future<T> runInExecutor(
                    @Nullable Executor executor, Callable<T> function) {
                Objects.requireNonNull(function, "runInExecutor: the function is null; pass a lambda");
                List<Consumer<? super Future<T>>> callbacks = new CopyOnWriteArrayList<>();
                Future<T> shown = new Future<>(this) {
                    @Override
                    public void addDoneCallback(Consumer<? super Future<T>> callback, @Nullable Context context) {
                        if (OWN.contains(callback.getClass().getPackageName())) {
                            super.addDoneCallback(callback, context);
                        } else {
                            callbacks.add(callback);
                        }
                    }
                };
                super.runInExecutor(executor, () -> {
                    try {
                        return function.call();
                    } finally {
                        // A moment, so that whoever asked had the time to add its callback.
                        LockSupport.parkNanos(5_000_000);
                        callbacks.forEach(callback -> call(callback, shown));
                    }
                }).addDoneCallback(done -> copy(done, shown));
                return shown;
            }
        };
    }

    private static <T extends @Nullable Object> void call(Consumer<? super Future<T>> callback, Future<T> future) {
        try {
            callback.accept(future);
        } catch (Throwable error) {
            future.loop().callExceptionHandler(
                    ExceptionContext.of("Exception in callback").withException(error));
        }
    }

    private static AbstractEventLoop shields(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public <T extends @Nullable Object> Future<T> runInExecutor(
                    @Nullable Executor executor, Callable<T> function) {
                Future<T> shown = createFuture();
                super.runInExecutor(executor, function).addDoneCallback(done -> copy(done, shown));
                return shown;
            }
        };
    }

    private static AbstractEventLoop oneAfterTheOther(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            private final ReentrantLock lock = new ReentrantLock();

            @Override
            public <T extends @Nullable Object> Future<T> runInExecutor(
                    @Nullable Executor executor, Callable<T> function) {
                return super.runInExecutor(executor, () -> {
                    lock.lock();
                    try {
                        return function.call();
                    } finally {
                        lock.unlock();
                    }
                });
            }
        };
    }

    private static AbstractEventLoop takesNone(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public void setDefaultExecutor(ExecutorService executor) {
                if (executor != null) {
                    super.setDefaultExecutor(executor);
                }
            }
        };
    }

    private static AbstractEventLoop doesNotWait(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Future<@Nullable Void> shutdownDefaultExecutor() {
                Future<@Nullable Void> unused = super.shutdownDefaultExecutor();
                Future<@Nullable Void> done = createFuture();
                done.setResult(null);
                return done;
            }
        };
    }

    private static AbstractEventLoop failsWhenLate(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Future<@Nullable Void> shutdownDefaultExecutor(double timeoutSeconds) {
                Future<@Nullable Void> ended = shutdownDefaultExecutor();
                Future<@Nullable Void> shown = createFuture();
                ended.addDoneCallback(done -> {
                    if (!shown.done()) {
                        shown.setResult(null);
                    }
                });
                callLater(timeoutSeconds, () -> {
                    if (!shown.done()) {
                        shown.setException(new TimeoutException("shutdownDefaultExecutor: it takes too long"));
                    }
                });
                return shown;
            }
        };
    }

    private static AbstractEventLoop failsLater(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Future<@Nullable Void> runInExecutor(@Nullable Executor executor, Runnable action) {
                if (action != null) {
                    return super.runInExecutor(executor, action);
                }
                return super.runInExecutor(executor, () -> {
                    throw new NullPointerException("runInExecutor: the action is null");
                });
            }
        };
    }

    private static AbstractEventLoop ignores(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public void setDefaultExecutor(ExecutorService executor) {
                if (executor == null) {
                    super.setDefaultExecutor(executor);
                }
            }
        };
    }
}
