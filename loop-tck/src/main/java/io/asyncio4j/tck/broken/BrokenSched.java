// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.RunningLoop;
import io.asyncio4j.events.ThreadsafeHandle;
import io.asyncio4j.events.TimerHandle;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of SCHED: order, turns, posts of other threads, callbacks that throw. */
final class BrokenSched {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("SCHED-01", "keeps its callbacks in a set", BrokenSched::keepsASet),
            new BrokenLoop("SCHED-02", "runs what a callback queues in the same turn", BrokenSched::sameTurn),
            new BrokenLoop("SCHED-06", "keeps one callback for each lambda", BrokenSched::onePerClass),
            new BrokenLoop("SCHED-07", "hands out handles that cancel nothing", BrokenSched::emptyHandles),
            new BrokenLoop("SCHED-08", "looks for posts of other threads now and then", LooksNowAndThen::new),
            new BrokenLoop("SCHED-09", "serves posts behind its own queue", BrokenSched::postsComeLast),
            new BrokenLoop("SCHED-10", "drops posts silently when it is closed", BrokenSched::dropsPosts),
            new BrokenLoop("SCHED-12", "takes callSoon from any thread in debug mode", BrokenSched::soonOfStrangers),
            new BrokenLoop("SCHED-13", "drops the rest of the batch when a callback throws", DropsTheRest::new),
            new BrokenLoop("SCHED-16", "cancels nothing that is in the batch already", BrokenSched::cancelsTooLate));

    private BrokenSched() {}

    static boolean isStranger(AbstractEventLoop loop) {
        return loop.isRunning() && RunningLoop.get() != loop;
    }

    private static AbstractEventLoop keepsASet(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            private final Set<Runnable> queued = Collections.newSetFromMap(new IdentityHashMap<>());

            @Override
            public Handle callSoon(Runnable callback, @Nullable Context context) {
                return queued.add(callback)
                        ? super.callSoon(() -> {
                            queued.remove(callback);
                            callback.run();
                        }, context)
                        : new Handle(callback, this, context);
            }
        };
    }

    private static AbstractEventLoop sameTurn(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            private final Deque<Handle> added = new ArrayDeque<>();
            private boolean firing;

            @Override
            public Handle callSoon(Runnable callback, @Nullable Context context) {
                if (!firing) {
                    return super.callSoon(callback, context);
                }
                Handle handle = new Handle(callback, this, context);
                added.add(handle);
                return handle;
            }

            @Override
            void fire(Handle handle) {
                firing = true;
                super.fire(handle);
                while (!added.isEmpty()) {
                    super.fire(added.remove());
                }
                firing = false;
            }
        };
    }

    private static AbstractEventLoop onePerClass(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            private final Map<Class<?>, Runnable> callbacks = new HashMap<>();

            @Override
            public Handle callSoon(Runnable callback, @Nullable Context context) {
                return super.callSoon(
                        callback.getClass().isHidden()
                                ? callbacks.computeIfAbsent(callback.getClass(), lambda -> callback)
                                : callback,
                        context);
            }
        };
    }

    private static AbstractEventLoop emptyHandles(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoon(Runnable callback, @Nullable Context context) {
                Handle queued = super.callSoon(callback, context);
                return new Handle(callback, this, queued.context());
            }
        };
    }

    private static final class LooksNowAndThen extends ForwardingLoop {
        private final Queue<Runnable> posts = new ConcurrentLinkedQueue<>();
        private @Nullable TimerHandle next;

        LooksNowAndThen(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
            if (!isStranger(this)) {
                return super.callSoonThreadsafe(callback, context);
            }
            Handle handle = new ThreadsafeHandle(callback, this, context);
            posts.add(() -> inner.callSoon(new Entry(callback, handle), handle.context()));
            return handle;
        }

        @Override
        public void runForever() {
            look();
            try {
                super.runForever();
            } finally {
                if (next != null) {
                    next.cancel();
                }
            }
        }

        private void look() {
            for (Runnable post = posts.poll(); post != null; post = posts.poll()) {
                post.run();
            }
            next = inner.callLater(1.5, this::look);
        }
    }

    private static AbstractEventLoop postsComeLast(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
                return super.callSoonThreadsafe(() -> callSoon(callback, context), context);
            }
        };
    }

    private static AbstractEventLoop dropsPosts(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoonThreadsafe(Runnable callback, @Nullable Context context) {
                return isClosed()
                        ? new ThreadsafeHandle(callback, this, context)
                        : super.callSoonThreadsafe(callback, context);
            }
        };
    }

    private static AbstractEventLoop soonOfStrangers(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoon(Runnable callback, @Nullable Context context) {
                return isStranger(this) ? callSoonThreadsafe(callback, context) : super.callSoon(callback, context);
            }
        };
    }

    private static final class DropsTheRest extends ForwardingLoop {
        private boolean failed;

        DropsTheRest(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public Handle callSoon(Runnable callback, @Nullable Context context) {
            return super.callSoon(() -> {
                try {
                    callback.run();
                } catch (RuntimeException error) {
                    failed = true;
                    run(() -> inner.callSoon(() -> failed = false));
                    throw error;
                }
            }, context);
        }

        @Override
        void fire(Handle handle) {
            if (!failed) {
                super.fire(handle);
            }
        }
    }

    private static AbstractEventLoop cancelsTooLate(AbstractEventLoop sound) {
        return new ForwardingLoop(sound) {
            @Override
            public Handle callSoon(Runnable callback, @Nullable Context context) {
                Handle queued = super.callSoon(callback, context);
                return new Handle(callback, this, queued.context()) {
                    @Override
                    public void cancel() {
                        super.cancel();
                        if (RunningLoop.get() != loop()) {
                            queued.cancel();
                        }
                    }
                };
            }
        };
    }
}
