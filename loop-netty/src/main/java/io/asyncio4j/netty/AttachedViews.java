// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The views of foreign event loops: one each. Any thread.
 *
 * <p>Nothing here keeps an event loop or its view: the event loop itself keeps its view, as a listener of its end, and so
 * both go when the group ends, or when nobody has the event loop any more.
 */
final class AttachedViews {

    private static final Map<EventLoop, WeakReference<AttachedLoop>> VIEWS = new WeakHashMap<>();

    /** That of the thread's event loop, for whoever asks often: each stream of HTTP/2 does. */
    private static final FastThreadLocal<WeakReference<AttachedLoop>> LAST = new FastThreadLocal<>();

    private AttachedViews() {}

    /** Finds the view of an event loop, or makes it. */
    static AttachedLoop of(EventLoop eventLoop) {
        WeakReference<AttachedLoop> last = LAST.get();
        AttachedLoop own = last == null ? null : last.get();
        if (own != null && own.eventLoop() == eventLoop && !own.isClosed()) {
            return own;
        }
        AttachedLoop view = findOrMake(eventLoop);
        if (eventLoop.inEventLoop()) {
            LAST.set(new WeakReference<>(view));
        }
        return view;
    }

    private static AttachedLoop findOrMake(EventLoop eventLoop) {
        synchronized (VIEWS) {
            WeakReference<AttachedLoop> known = VIEWS.get(eventLoop);
            AttachedLoop view = known == null ? null : known.get();
            if (view == null) {
                if (eventLoop.isTerminated()) {
                    throw new IllegalStateException(
                            "NettyEventLoop.of: " + eventLoop + " has terminated; take one of a running group");
                }
                view = new AttachedLoop(eventLoop);
                VIEWS.put(eventLoop, new WeakReference<>(view));
                view.watchTermination();
            }
            return view;
        }
    }

    /** Forgets an event loop that has ended. */
    static void remove(EventLoop eventLoop) {
        synchronized (VIEWS) {
            VIEWS.remove(eventLoop);
        }
    }

    /** How many there are. */
    static int count() {
        synchronized (VIEWS) {
            return VIEWS.size();
        }
    }
}
