// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.events.Handle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Who is to be called when a channel is readable or writable; asyncio's selector with its {@code _add_reader} and
 * neighbours.
 *
 * <p>
 * A channel has at most one reader and one writer, each a handle that is queued in every turn in which the channel is
 * ready. Taking one away cancels the handle, so that it does not run although it may be queued already.
 *
 * <p>
 * <b>What java.nio adds.</b> A key that nobody watches any more is cancelled, and both a new key for the same channel and
 * the true end of a closed channel have to wait until the selector has looked at it. {@link #forget} lets it look: it
 * asks the system without waiting and drops the answer, which comes again with the next poll.
 */
final class Watchers implements AutoCloseable {

    private static final int READING = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    private static final int WRITING = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    private final Selector selector;
    private final SelectorLoop loop;

    /** The two watchers of a channel. */
    private static final class Pair {
        @Nullable Handle reader;
        @Nullable Handle writer;
    }

    Watchers(SelectorLoop loop) {
        this.loop = loop;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("SelectorLoop: the system gives no selector; look at its limits", e);
        }
    }

    /** Waits at most so long, and queues the watchers of what is ready. */
    void poll(long nanos, Queue<Handle> ready) {
        try {
            if (nanos == 0) {
                selector.selectNow();
            } else {
                selector.select(Math.max(1, (nanos + 999_999) / 1_000_000));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("SelectorLoop: the poll failed", e);
        }
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid() && key.attachment() instanceof Pair pair) {
                int ops = key.readyOps();
                if ((ops & READING) != 0 && pair.reader != null) {
                    ready.add(pair.reader);
                }
                if ((ops & WRITING) != 0 && pair.writer != null) {
                    ready.add(pair.writer);
                }
            }
        }
        selector.selectedKeys().clear();
    }

    /** Any thread. */
    void wakeUp() {
        selector.wakeup();
    }

    Handle reader(SelectableChannel channel, Runnable callback) {
        Handle handle = new Handle(callback, loop, null);
        Pair pair = pair(channel);
        if (pair.reader != null) {
            pair.reader.cancel();
        }
        pair.reader = handle;
        update(channel, pair);
        return handle;
    }

    Handle writer(SelectableChannel channel, Runnable callback) {
        Handle handle = new Handle(callback, loop, null);
        Pair pair = pair(channel);
        if (pair.writer != null) {
            pair.writer.cancel();
        }
        pair.writer = handle;
        update(channel, pair);
        return handle;
    }

    boolean noReader(SelectableChannel channel) {
        Pair pair = existing(channel);
        if (pair == null || pair.reader == null) {
            return false;
        }
        pair.reader.cancel();
        pair.reader = null;
        update(channel, pair);
        return true;
    }

    boolean noWriter(SelectableChannel channel) {
        Pair pair = existing(channel);
        if (pair == null || pair.writer == null) {
            return false;
        }
        pair.writer.cancel();
        pair.writer = null;
        update(channel, pair);
        return true;
    }

    /** Takes both away, and closes the channel for the system too. */
    void close(SelectableChannel channel) {
        noReader(channel);
        noWriter(channel);
        try {
            channel.close();
        } catch (IOException ignored) {
            // It is gone all the same.
        }
        forget();
    }

    private @Nullable Pair existing(SelectableChannel channel) {
        SelectionKey key = selector.isOpen() ? channel.keyFor(selector) : null;
        return key != null && key.attachment() instanceof Pair pair ? pair : null;
    }

    private Pair pair(SelectableChannel channel) {
        SelectionKey key = channel.keyFor(selector);
        if (key != null && key.isValid() && key.attachment() instanceof Pair pair) {
            return pair;
        }
        if (key != null) {
            forget();
        }
        Pair pair = new Pair();
        try {
            channel.register(selector, 0, pair);
        } catch (ClosedChannelException e) {
            throw new IllegalArgumentException("addReader or addWriter: " + channel + " is closed", e);
        }
        return pair;
    }

    private void update(SelectableChannel channel, Pair pair) {
        SelectionKey key = channel.keyFor(selector);
        if (key == null || !key.isValid()) {
            return;
        }
        int ops = (pair.reader == null ? 0 : READING & channel.validOps())
                | (pair.writer == null ? 0 : writing(channel) & channel.validOps());
        try {
            if (ops == 0) {
                key.attach(null);
                key.cancel();
            } else {
                key.interestOps(ops);
            }
        } catch (CancelledKeyException closedMeanwhile) {
            // Nothing will be ready there any more.
        }
    }

    private static int writing(SelectableChannel channel) {
        return channel instanceof SocketChannel socket && socket.isConnectionPending()
                ? SelectionKey.OP_CONNECT
                : SelectionKey.OP_WRITE;
    }

    /** Lets the selector take leave of cancelled keys. */
    private void forget() {
        if (!selector.isOpen()) {
            return;
        }
        try {
            selector.selectNow();
            selector.selectedKeys().clear();
        } catch (IOException e) {
            throw new UncheckedIOException("SelectorLoop: the poll failed", e);
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("SelectorLoop: the selector could not be closed", e);
        }
    }
}
