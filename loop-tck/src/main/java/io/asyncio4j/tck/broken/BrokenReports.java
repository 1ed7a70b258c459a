// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.events.ExceptionHandler;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of EXC, the exception handler, and of DBG, debug mode. */
final class BrokenReports {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("EXC-01", "reports to nobody when the handler is taken away", BrokenReports::silentWithout),
            new BrokenLoop("EXC-02", "shows a handler of its own when none is set", BrokenReports::showsItsOwn),
            new BrokenLoop("EXC-03", "drops the keys of a report that it does not know", BrokenReports::dropsKeys),
            new BrokenLoop("EXC-06", "swallows what its handler throws", BrokenReports::swallows),
            new BrokenLoop("EXC-07", "throws what its default handler throws", BrokenReports::throwsFromTheDefault),
            new BrokenLoop("EXC-09", "hands reports over to its queue", BrokenReports::defersReports),
            new BrokenLoop("EXC-10", "logs nothing by default while a handler is set",
                    BrokenReports::silentBesideAHandler),
            new BrokenLoop("EXC-11", "takes each failure of a future for one that was asked for",
                    BrokenReports::neverUnretrieved),
            new BrokenLoop("EXC-13", "reports connections that were reset", BrokenReports::reportsResets),
            new BrokenLoop("EXC-14", "reports errors without transport and protocol", BrokenReports::namesNobody),
            new BrokenLoop("DBG-01", "cannot switch debug mode while it runs", BrokenReports::fixedWhileRunning),
            new BrokenLoop("DBG-02", "logs only what is slower than the threshold, not what reaches it",
                    BrokenReports::exclusiveThreshold),
            new BrokenLoop("DBG-03", "names the step, not the task", BrokenReports::namesTheStep),
            new BrokenLoop("DBG-04", "takes callLater from any thread in debug mode", BrokenReports::laterOfStrangers),
            new BrokenLoop("DBG-06", "complains about a missing callback when its turn comes",
                    BrokenReports::complainsLate),
            new BrokenLoop("DBG-07", "makes blocking sockets non-blocking by itself", BrokenReports::unblocks),
            new BrokenLoop("DBG-10", "puts posts behind its queue in debug mode", BrokenReports::ordersOtherwise));

    private static final Set<String> KNOWN =
            Set.of("message", "exception", "future", "task", "handle", "protocol", "transport", "socket");

    private BrokenReports() {}

    private static AbstractEventLoop silentWithout(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public void setExceptionHandler(@Nullable ExceptionHandler handler) {
                super.setExceptionHandler(handler);
                if (handler == null) {
                    inner.setExceptionHandler((source, report) -> {});
                }
            }
        };
    }

    private static AbstractEventLoop showsItsOwn(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public @Nullable ExceptionHandler getExceptionHandler() {
                ExceptionHandler handler = super.getExceptionHandler();
                return handler == null ? (source, report) -> source.defaultExceptionHandler(report) : handler;
            }
        };
    }

    private static AbstractEventLoop dropsKeys(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public void callExceptionHandler(ExceptionContext report) {
                ExceptionContext known = ExceptionContext.of(String.valueOf(report.message()));
                for (String key : report.keys()) {
                    if (KNOWN.contains(key)) {
                        known = known.with(key, Objects.requireNonNull(report.get(key)));
                    }
                }
                super.callExceptionHandler(known);
            }
        };
    }

    private static AbstractEventLoop swallows(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public void setExceptionHandler(@Nullable ExceptionHandler handler) {
                super.setExceptionHandler(handler == null ? null : (source, report) -> {
                    try {
                        handler.handle(source, report);
                    } catch (IllegalStateException swallowed) {
                        // That is what is broken.
                    }
                });
            }
        };
    }

    private static AbstractEventLoop throwsFromTheDefault(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public void callExceptionHandler(ExceptionContext report) {
                if (getExceptionHandler() == null) {
                    defaultExceptionHandler(report);
                } else {
                    super.callExceptionHandler(report);
                }
            }
        };
    }

    private static AbstractEventLoop defersReports(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public void callExceptionHandler(ExceptionContext report) {
                callSoonThreadsafe(() -> super.callExceptionHandler(report));
            }
        };
    }

    private static AbstractEventLoop silentBesideAHandler(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public void defaultExceptionHandler(ExceptionContext report) {
                if (getExceptionHandler() == null) {
                    super.defaultExceptionHandler(report);
                }
            }
        };
    }

    private static AbstractEventLoop neverUnretrieved(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public <T extends @Nullable Object> Future<T> createFuture() {
                return new Future<>(this) {
                    @Override
                    public void setException(Throwable error) {
                        super.setException(error);
                        exception();
                    }
                };
            }
        };
    }

    private static AbstractEventLoop reportsResets(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            void connectionLost(BaseProtocol to, @Nullable Throwable error) {
                if (error instanceof IOException) {
                    callExceptionHandler(
                            ExceptionContext.of("Fatal error on transport").withException(error).withProtocol(to));
                }
                super.connectionLost(to, error);
            }
        };
    }

    private static AbstractEventLoop namesNobody(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            ExceptionContext outward(ExceptionContext report) {
                Throwable error = report.exception();
                return report.transport() == null || error == null
                        ? super.outward(report)
                        : ExceptionContext.of(String.valueOf(report.message())).withException(error);
            }
        };
    }

    private static AbstractEventLoop fixedWhileRunning(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public void setDebug(boolean enabled) {
                if (!isRunning()) {
                    super.setDebug(enabled);
                }
            }
        };
    }

    private static AbstractEventLoop exclusiveThreshold(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public void setSlowCallbackDuration(double seconds) {
                super.setSlowCallbackDuration(seconds + 0.001);
            }
        };
    }

    private static AbstractEventLoop namesTheStep(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoon(Runnable callback, @Nullable Context context) {
                return super.callSoon(callback::run, context);
            }
        };
    }

    private static AbstractEventLoop laterOfStrangers(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
                if (!BrokenSched.isStranger(this)) {
                    return super.callLater(delaySeconds, callback, context);
                }
                callSoonThreadsafe(() -> super.callLater(delaySeconds, callback, context));
                return new TimerHandle((long) ((time() + delaySeconds) * 1e9), callback, this, context);
            }
        };
    }

    private static AbstractEventLoop complainsLate(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoon(Runnable callback, @Nullable Context context) {
                return super.callSoon(callback == null ? () -> Objects.requireNonNull(callback).run() : callback,
                        context);
            }
        };
    }

    private static AbstractEventLoop unblocks(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Future<byte[]> sockRecv(SocketChannel sock, int nbytes) {
                try {
                    sock.configureBlocking(false);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return super.sockRecv(sock, nbytes);
            }
        };
    }

    private static AbstractEventLoop ordersOtherwise(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
                return super.callSoonThreadsafe(getDebug() ? () -> callSoon(callback, context) : callback, context);
            }
        };
    }
}
