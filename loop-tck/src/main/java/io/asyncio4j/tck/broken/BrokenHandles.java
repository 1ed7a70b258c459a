// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.RunningLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of HND. */
final class BrokenHandles {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("HND-01", "takes a callback that ran for one that cannot be cancelled",
                    BrokenHandles::forgetsAfterTheRun),
            new BrokenLoop("HND-03", "hands out handles with a copy of the given context", BrokenHandles::showsACopy),
            new BrokenLoop("HND-04", "hands the cancelling of another thread over to its queue",
                    BrokenHandles::cancelsLater),
            new BrokenLoop("HND-05", "lets others cancel a running callback without waiting",
                    BrokenHandles::plainHandles),
            new BrokenLoop("HND-06", "has handles that a running callback cannot cancel itself",
                    BrokenHandles::refusesSelf));

    private BrokenHandles() {}

    /** A handle that shows itself in place of another one. */
    private static class Shown extends Handle {
        private final Handle queued;

        Shown(Runnable callback, AbstractEventLoop loop, Handle queued, Context context) {
            super(callback, loop, context);
            this.queued = queued;
        }

        @Override
        public void cancel() {
            super.cancel();
            queued.cancel();
        }
    }

    private static AbstractEventLoop forgetsAfterTheRun(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoon(Runnable callback, @Nullable Context context) {
                boolean[] ran = new boolean[1];
                Handle queued = super.callSoon(() -> {
                    ran[0] = true;
                    callback.run();
                }, context);
                return new Shown(callback, this, queued, queued.context()) {
                    @Override
                    public boolean cancelled() {
                        return super.cancelled() && !ran[0];
                    }
                };
            }
        };
    }

    private static AbstractEventLoop showsACopy(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoon(Runnable callback, @Nullable Context context) {
                Handle queued = super.callSoon(callback, context);
                return new Shown(callback, this, queued, queued.context().copy());
            }
        };
    }

    private static AbstractEventLoop cancelsLater(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
                Handle queued = super.callSoonThreadsafe(callback, context);
                return new Handle(callback, this, queued.context()) {
                    @Override
                    public void cancel() {
                        super.cancel();
                        if (RunningLoop.get() == loop()) {
                            queued.cancel();
                        } else {
                            loop().callSoonThreadsafe(queued::cancel);
                        }
                    }
                };
            }
        };
    }

    private static AbstractEventLoop plainHandles(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
                Handle handle = new Handle(callback, this, context);
                super.callSoonThreadsafe(handle::run, null);
                return handle;
            }
        };
    }

    private static AbstractEventLoop refusesSelf(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
                boolean[] running = new boolean[1];
                Handle queued = super.callSoonThreadsafe(() -> {
                    running[0] = true;
                    try {
                        callback.run();
                    } finally {
                        running[0] = false;
                    }
                }, context);
                return new Shown(callback, this, queued, queued.context()) {
                    @Override
                    public void cancel() {
                        if (running[0] && RunningLoop.get() == loop()) {
                            throw new IllegalStateException("cancel: the callback runs and holds the lock");
                        }
                        super.cancel();
                    }
                };
            }
        };
    }
}
