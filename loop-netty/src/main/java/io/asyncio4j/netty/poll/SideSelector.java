// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.base.BaseEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's selector beside a native poller, for channels of the JDK that a user hands over: only that selector can poll
 * them. Own thread of the loop only; nothing is opened before the first channel comes.
 *
 * <p>A thread of its own waits in the selector and does nothing else. When something is ready it posts one callback to
 * the loop and stays away from the selector until the loop has handled the events; so handlers run on the loop's thread
 * like all others, and the two never use the selected keys at the same time.
 */
public final class SideSelector {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    private static final TrackedHandle.Registry UNCOUNTED = new TrackedHandle.Registry() {
        @Override
        public void registered() {}

        @Override
        public void unregistered() {}
    };

    private final BaseEventLoop loop;
    private final EventLoop eventLoop;
    private final boolean threadless;
    private final Semaphore handled = new Semaphore(0);
    private @Nullable Selector selector;
    private @Nullable Thread waiter;
    private volatile boolean closed;

    /** The waiting thread has posted events and keeps away from the selector until they are handled. */
    private volatile boolean away;

    /** How many times the waiting thread has come back from the selector. */
    private final AtomicLong selects = new AtomicLong();

    /**
     * Makes it, without opening anything.
     *
     * @param loop who gets the events
     * @param eventLoop the event loop of {@code loop}
     * @param threadless whether that has no thread to which events could be posted
     */
    SideSelector(BaseEventLoop loop, EventLoop eventLoop, boolean threadless) {
        this.loop = loop;
        this.threadless = threadless;
        this.eventLoop = new SideEventLoop(eventLoop, this);
    }

    /** {@return what a channel of the JDK is to be registered with} */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** Refuses what needs a thread to post events to. */
    void require(String operation) {
        if (threadless) {
            throw new UnsupportedOperationException(
                    operation + ": " + loop
                            + " is the view of an EmbeddedChannel's event loop, which has neither a poller"
                            + " nor a thread; use NettyEventLoop.create() or a loop of a group");
        }
    }

    private Selector open() throws IOException {
        Selector present = selector;
        if (present != null) {
            return present;
        }
        if (closed) {
            throw new ClosedSelectorException();
        }
        require("sockets");
        Selector opened = Selector.open();
        selector = opened;
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("asyncio4j-selector-" + loop.id())
                .unstarted(() -> waitForEvents(opened));
        waiter = thread;
        thread.start();
        return opened;
    }

    IoRegistration register(NioIoHandle handle) throws IOException {
        Selector target = open();
        NioIoHandle tracked = (NioIoHandle) TrackedHandle.of(handle, UNCOUNTED);
        Registration registration = register(target, tracked);
        tracked.registered();
        return registration;
    }

    private Registration register(Selector target, NioIoHandle handle) throws IOException {
        try {
            return new Registration(target, handle);
        } catch (CancelledKeyException leavesYet) {
            // The channel was let go of a moment ago, which a selector notices when it selects.
            settle();
            return new Registration(target, handle);
        }
    }

    // ---- the waiting thread

    private void waitForEvents(Selector source) {
        Context context = new Context();
        while (!closed) {
            try {
                source.select();
                selects.incrementAndGet();
                if (closed) {
                    return;
                }
                if (source.selectedKeys().isEmpty()) {
                    // Woken up to look at changed interests, or to let go of closed channels.
                    continue;
                }
                away = true;
                loop.callSoonThreadsafe(() -> handle(source), context);
            } catch (IOException | IllegalStateException e) {
                if (!closed && !loop.isClosed()) {
                    LOG.log(Level.ERROR, "select: the selector of " + loop + " failed; its channels are not polled", e);
                }
                return;
            }
            handled.acquireUninterruptibly();
        }
    }

    // ---- the loop

    private void handle(Selector source) {
        if (closed) {
            return;
        }
        try {
            // Asked again, as what was ready when the other thread looked may have been read since.
            source.selectedKeys().clear();
            selectNow(source);
            List<SelectionKey> ready = List.copyOf(source.selectedKeys());
            source.selectedKeys().clear();
            for (SelectionKey key : ready) {
                ((Registration) key.attachment()).handle();
            }
        } finally {
            // In this order: settle() must not meet the waiting thread in the selector.
            away = false;
            handled.release();
        }
    }

    /** Has the descriptors of closed channels closed before it returns: a selector does that when it selects. Own thread. */
    public void settle() {
        Selector present = selector;
        if (present == null || closed) {
            return;
        }
        // Two, as the one that is under way may be over but for its count.
        long enough = selects.get() + 2;
        long woken = -1;
        for (long seen = enough - 2; seen < enough && !closed; seen = selects.get()) {
            if (away) {
                // It has just found something, and waits for this very thread.
                selectNow(present);
                return;
            }
            if (seen != woken) {
                woken = seen;
                present.wakeup();
            }
            Thread.onSpinWait();
        }
    }

    private void selectNow(Selector present) {
        try {
            present.selectNow();
        } catch (IOException e) {
            throw new UncheckedIOException("select: the selector of " + loop + " failed", e);
        }
    }

    /** Closes the channels, the selector and the thread. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Selector present = selector;
        Thread thread = waiter;
        if (present == null || thread == null) {
            return;
        }
        present.wakeup();
        handled.release();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : List.copyOf(present.keys())) {
            ((Registration) key.attachment()).close();
        }
        try {
            present.close();
        } catch (IOException e) {
            throw new UncheckedIOException("close: the selector of " + loop + " did not close", e);
        }
    }

    private record Ready(NioIoOps ops) implements NioIoEvent {}

    private final class Registration implements IoRegistration {
        private final NioIoHandle handle;
        private final SelectionKey key;
        private boolean cancelled;

        Registration(Selector selector, NioIoHandle handle) throws IOException {
            this.handle = handle;
            this.key = handle.selectableChannel().register(selector, 0, this);
        }

        void handle() {
            try {
                if (isValid()) {
                    handle.handle(this, new Ready(NioIoOps.valueOf(key.readyOps())));
                }
            } catch (CancelledKeyException closedMeanwhile) {
                // By the handler of another key; there is nothing to handle any more.
            }
        }

        void close() {
            try {
                handle.close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "close: " + handle + " failed to close", e);
            }
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        public <T extends @Nullable Object> T attachment() {
            return (T) key;
        }

        @Override
        public long submit(IoOps ops) {
            if (!isValid()) {
                return -1;
            }
            int interest = ((NioIoOps) ops).value();
            boolean more = (interest & ~key.interestOps()) != 0;
            key.interestOps(interest);
            if (more && !away) {
                // A select that is under way looks at new interests only when it is woken.
                key.selector().wakeup();
            }
            return interest;
        }

        @Override
        public boolean isValid() {
            return !cancelled && key.isValid();
        }

        @Override
        public boolean cancel() {
            if (cancelled) {
                return false;
            }
            cancelled = true;
            key.cancel();
            key.selector().wakeup();
            handle.unregistered();
            return true;
        }
    }
}
