// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.watch;

import io.asyncio4j.context.Context;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.netty.poll.ChannelKinds;
import io.asyncio4j.netty.poll.DescriptorNumbers;
import io.asyncio4j.netty.poll.OwnedChannels;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The watched channels of one loop: asyncio's {@code add_reader}, {@code remove_reader} and their twins for writing. Loop
 * only.
 */
public final class Watchers {

    /** Below this many entries nobody looks for channels that were closed without a word. */
    private static final int FIRST_SWEEP = 64;

    private final ChannelHost host;
    private final Map<SelectableChannel, Watched> channels = new HashMap<>();
    private int nextSweep = FIRST_SWEEP;

    /**
     * Makes the watchers of a loop.
     *
     * @param host the loop, with what polls for it
     */
    public Watchers(ChannelHost host) {
        this.host = host;
    }

    // ---- what users call

    /**
     * Watches a channel for reading.
     *
     * @param channel the channel
     * @param callback what to call
     */
    public void addReader(SelectableChannel channel, Runnable callback) {
        check("addReader", channel, callback);
        if (!WatchedChannel.canRead(channel)) {
            throw new IllegalArgumentException(
                    "addReader: " + channel + " cannot be read; use addWriter, or the other end");
        }
        var unused = startReading(channel, callback, null);
    }

    /**
     * Stops watching a channel for reading.
     *
     * @param channel the channel
     * @return whether it had a reader
     */
    public boolean removeReader(SelectableChannel channel) {
        return checkRemoval("removeReader", channel) && stopReading(channel, null);
    }

    /**
     * Watches a channel for writing.
     *
     * @param channel the channel
     * @param callback what to call
     */
    public void addWriter(SelectableChannel channel, Runnable callback) {
        check("addWriter", channel, callback);
        if (!WatchedChannel.canWrite(channel)) {
            throw new IllegalArgumentException(
                    "addWriter: " + channel + " cannot be written; use addReader, or the other end");
        }
        var unused = startWriting(channel, callback, null);
    }

    /**
     * Stops watching a channel for writing.
     *
     * @param channel the channel
     * @return whether it had a writer
     */
    public boolean removeWriter(SelectableChannel channel) {
        return checkRemoval("removeWriter", channel) && stopWriting(channel, null);
    }

    private void check(String operation, SelectableChannel channel, Runnable callback) {
        Objects.requireNonNull(channel, () -> operation + ": channel is null; give an open channel");
        Objects.requireNonNull(callback, () -> operation + ": callback is null; pass a lambda");
        host.checkOpen(operation);
        requireUsable(operation, channel);
    }

    private boolean checkRemoval(String operation, SelectableChannel channel) {
        Objects.requireNonNull(channel, () -> operation + ": channel is null; give the channel");
        if (host.loop().isClosed()) {
            return false;
        }
        host.check(operation);
        OwnedChannels.requireFree(operation, channel);
        return true;
    }

    /**
     * Refuses what cannot be polled.
     *
     * @throws IllegalArgumentException if the channel is closed or blocking
     * @throws IllegalStateException if it belongs to a transport
     */
    static void requireUsable(String operation, SelectableChannel channel) {
        if (!channel.isOpen()) {
            throw new IllegalArgumentException(
                    operation + ": " + channel + " is closed; give an open channel");
        }
        if (channel.isBlocking()) {
            throw new IllegalArgumentException(
                    operation + ": " + channel + " is blocking; call configureBlocking(false) first");
        }
        OwnedChannels.requireFree(operation, channel);
    }

    // ---- what transports and single operations use; no checks

    /**
     * Calls back in every iteration in which a channel can be read; replaces the channel's reader.
     *
     * @param channel an open, non-blocking channel that can be read
     * @param callback what to call
     * @param context the context to call it in, or null for a copy of the current one
     * @return to be given to {@link #stopReading}
     */
    public Watch startReading(SelectableChannel channel, Runnable callback, @Nullable Context context) {
        Watch watch = new Watch(host.loop(), callback, context);
        of(channel).reader(watch);
        return watch;
    }

    /**
     * Calls back in every iteration in which a channel can be written; replaces the channel's writer.
     *
     * @param channel an open, non-blocking channel that can be written
     * @param callback what to call
     * @param context the context to call it in, or null for a copy of the current one
     * @return to be given to {@link #stopWriting}
     */
    public Watch startWriting(SelectableChannel channel, Runnable callback, @Nullable Context context) {
        Watch watch = new Watch(host.loop(), callback, context);
        of(channel).writer(watch);
        return watch;
    }

    /**
     * Removes a channel's reader.
     *
     * @param channel the channel
     * @param expected only if it is this one; null: whatever it is
     * @return whether one was removed
     */
    public boolean stopReading(SelectableChannel channel, @Nullable Watch expected) {
        Watched watched = channels.get(channel);
        if (watched == null || watched.reader() == null || (expected != null && watched.reader() != expected)) {
            return false;
        }
        watched.reader(null);
        forgetIdle(channel, watched);
        return true;
    }

    /**
     * Removes a channel's writer.
     *
     * @param channel the channel
     * @param expected only if it is this one; null: whatever it is
     * @return whether one was removed
     */
    public boolean stopWriting(SelectableChannel channel, @Nullable Watch expected) {
        Watched watched = channels.get(channel);
        if (watched == null || watched.writer() == null || (expected != null && watched.writer() != expected)) {
            return false;
        }
        watched.writer(null);
        forgetIdle(channel, watched);
        return true;
    }

    /**
     * Keeps a transport's own channel with the poller while nobody watches it: to start and to stop costs little then.
     * Where there is epoll and the channel's number is known, epoll itself polls it.
     *
     * @param channel the channel, which {@link #close(SelectableChannel, Runnable)} has to close
     */
    public void keep(SelectableChannel channel) {
        Watched known = channels.get(channel);
        Watched watched = known != null ? known : natively(channel);
        (watched != null ? watched : of(channel)).keep(true);
    }

    /**
     * Lets go of a channel that was kept, and closes it, at the end of the running step at the latest.
     *
     * @param channel the channel
     * @param closing closes it; must not throw
     */
    public void close(SelectableChannel channel, Runnable closing) {
        Watched watched = channels.remove(channel);
        if (watched != null) {
            watched.drop();
        }
        if (watched instanceof WatchedDescriptor && !host.loop().isClosed()) {
            // The poller lets go of the descriptor first: from the close on its number may be somebody else's.
            host.onOwnThread(closing);
        } else {
            closing.run();
        }
    }

    /**
     * Calls back once when nobody can read any more what is written to a channel.
     *
     * @param channel the writing end of a pipe that is not watched yet
     * @param callback what to call
     * @param context the context to call it in
     * @return whether this poller can tell
     */
    public boolean watchHangup(SelectableChannel channel, Runnable callback, Context context) {
        WatchedDescriptor watched = channels.containsKey(channel) ? null : natively(channel);
        if (watched == null) {
            return false;
        }
        watched.keep(true);
        watched.hangup(new Watch(host.loop(), callback, context));
        return true;
    }

    /** A channel as a descriptor; null where it has to be polled by the JDK. */
    private @Nullable WatchedDescriptor natively(SelectableChannel channel) {
        OptionalInt number =
                host.kinds() == ChannelKinds.EPOLL ? DescriptorNumbers.of(channel) : OptionalInt.empty();
        if (number.isEmpty()) {
            return null;
        }
        WatchedDescriptor made =
                new WatchedDescriptor(host, number.getAsInt(), true, gone -> channels.remove(channel));
        channels.put(channel, made);
        return made;
    }

    @Nullable Watch reader(SelectableChannel channel) {
        Watched watched = channels.get(channel);
        return watched == null ? null : watched.reader();
    }

    @Nullable Watch writer(SelectableChannel channel) {
        Watched watched = channels.get(channel);
        return watched == null ? null : watched.writer();
    }

    // ---- the entries

    private Watched of(SelectableChannel channel) {
        Watched known = channels.get(channel);
        if (known != null) {
            return known;
        }
        if (channels.size() >= nextSweep) {
            sweep();
        }
        WatchedChannel made = new WatchedChannel(host, channel, channels::remove);
        channels.put(channel, made);
        return made;
    }

    private void forgetIdle(SelectableChannel channel, Watched watched) {
        if (watched.isIdle() && !watched.isKept()) {
            channels.remove(channel);
        }
    }

    /** Channels that were closed while they were watched: a selector forgets them silently. */
    private void sweep() {
        for (Map.Entry<SelectableChannel, Watched> entry : new ArrayList<>(channels.entrySet())) {
            if (!entry.getKey().isOpen()) {
                entry.getValue().close();
            }
        }
        nextSweep = Math.max(FIRST_SWEEP, channels.size() * 2);
    }

    /** Lets go of all; the loop is being closed. */
    public void close() {
        for (Watched watched : new ArrayList<>(channels.values())) {
            watched.close();
        }
    }
}
