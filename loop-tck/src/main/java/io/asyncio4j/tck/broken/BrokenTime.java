// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.TimerHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of TIME. */
final class BrokenTime {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("TIME-01", "fires timers too early, in steps of 10 ms", BrokenTime::tooEarly),
            new BrokenLoop("TIME-02", "says in when() how long a timer waits, not until when", BrokenTime::saysDelay),
            new BrokenLoop("TIME-03", "refuses negative delays", BrokenTime::refusesNegative),
            new BrokenLoop("TIME-04", "takes a delay of zero for callSoon", BrokenTime::zeroIsSoon),
            new BrokenLoop("TIME-05", "fires due timers in the order of their registration", OldestFirst::new),
            new BrokenLoop("TIME-06", "keeps one timer a deadline", BrokenTime::onePerDeadline),
            new BrokenLoop("TIME-08", "fires cancelled timers that are due", BrokenTime::firesCancelled),
            new BrokenLoop("TIME-09", "fails when a timer is cancelled twice or too late", BrokenTime::cancelsOnce),
            new BrokenLoop("TIME-11", "counts milliseconds in 32 bits", BrokenTime::wraps),
            new BrokenLoop("TIME-12", "rounds delays up to quarters of a second", BrokenTime::roundsUp),
            new BrokenLoop("TIME-17", "takes callAt from any thread in debug mode", BrokenTime::timersOfStrangers));

    private BrokenTime() {}

    private static AbstractEventLoop tooEarly(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
                return super.callLater(
                        delaySeconds < 1e6 ? Math.floor(delaySeconds * 100) / 100 : delaySeconds, callback, context);
            }
        };
    }

    private static AbstractEventLoop saysDelay(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
                TimerHandle timer = super.callLater(delaySeconds, callback, context);
                return new TimerHandle((long) (delaySeconds * 1e9), callback, this, timer.context()) {
                    @Override
                    public void cancel() {
                        super.cancel();
                        timer.cancel();
                    }
                };
            }
        };
    }

    private static AbstractEventLoop refusesNegative(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
                if (delaySeconds < 0) {
                    throw new IllegalArgumentException("callLater: the delay is " + delaySeconds + "; give one from 0");
                }
                return super.callLater(delaySeconds, callback, context);
            }
        };
    }

    private static AbstractEventLoop zeroIsSoon(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
                if (delaySeconds != 0) {
                    return super.callLater(delaySeconds, callback, context);
                }
                Handle queued = callSoon(callback, context);
                TimerHandle timer =
                        new TimerHandle((long) (time() * 1e9), callback, this, queued.context());
                timer.scheduled(0, queued::cancel);
                return timer;
            }
        };
    }

    private static final class OldestFirst extends ForwardingLoop {
        private final List<TimerHandle> all = new ArrayList<>();
        private final List<TimerHandle> timers = new ArrayList<>();

        OldestFirst(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public TimerHandle callAt(double when, Runnable callback, @Nullable Context context) {
            TimerHandle timer = super.callAt(when, callback, context);
            timers.add(timer);
            all.add(timer);
            return timer;
        }

        @Override
        void fire(Handle handle) {
            Handle next = handle;
            if (handle instanceof TimerHandle fired && all.contains(fired)) {
                double now = time();
                next = timers.stream().filter(timer -> timer.when() <= now).findFirst().orElse(fired);
                timers.remove(next);
            }
            super.fire(next);
        }
    }

    private static AbstractEventLoop onePerDeadline(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            private final Map<Double, TimerHandle> timers = new HashMap<>();

            @Override
            public TimerHandle callAt(double when, Runnable callback, @Nullable Context context) {
                TimerHandle timer = super.callAt(when, callback, context);
                TimerHandle before = timers.put(when, timer);
                if (before != null) {
                    before.cancel();
                }
                return timer;
            }
        };
    }

    private static AbstractEventLoop firesCancelled(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public TimerHandle callAt(double when, Runnable callback, @Nullable Context context) {
                TimerHandle timer = super.callAt(when, callback, context);
                return new TimerHandle(timer.deadlineNanos(), callback, this, timer.context()) {
                    @Override
                    public void cancel() {
                        super.cancel();
                        if (when() > time()) {
                            timer.cancel();
                        }
                    }
                };
            }
        };
    }

    private static AbstractEventLoop cancelsOnce(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
                TimerHandle timer = super.callLater(delaySeconds, callback, context);
                return new TimerHandle(timer.deadlineNanos(), callback, this, timer.context()) {
                    @Override
                    public void cancel() {
                        if (cancelled() || when() < time()) {
                            throw new IllegalStateException("cancel: the timer has been cancelled or has fired");
                        }
                        super.cancel();
                        timer.cancel();
                    }
                };
            }
        };
    }

    private static AbstractEventLoop wraps(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
                return super.callLater(
                        delaySeconds > 86_400 ? (int) (long) (delaySeconds * 1000) / 1000.0 : delaySeconds,
                        callback,
                        context);
            }
        };
    }

    private static AbstractEventLoop roundsUp(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public TimerHandle callLater(double delaySeconds, Runnable callback, @Nullable Context context) {
                return super.callLater(Math.ceil(delaySeconds * 3.8) / 3.8, callback, context);
            }
        };
    }

    private static AbstractEventLoop timersOfStrangers(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public TimerHandle callAt(double when, Runnable callback, @Nullable Context context) {
                if (!BrokenSched.isStranger(this)) {
                    return super.callAt(when, callback, context);
                }
                callSoonThreadsafe(() -> super.callAt(when, callback, context));
                return new TimerHandle((long) (when * 1e9), callback, this, context);
            }
        };
    }
}
