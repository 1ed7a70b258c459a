// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.watch;

import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.netty.poll.ChannelKinds;
import io.asyncio4j.netty.poll.NativeDescriptors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code add_reader} and its neighbours for descriptors by number, which only epoll and io_uring take. Loop only. */
public final class DescriptorWatchers {

    private final ChannelHost host;
    private final Map<Integer, Watched> descriptors = new HashMap<>();

    /**
     * Makes the watchers of a loop.
     *
     * @param host the loop, with what polls for it
     */
    public DescriptorWatchers(ChannelHost host) {
        this.host = host;
    }

    /**
     * Watches a descriptor.
     *
     * @param operation what the user called
     * @param number of the descriptor
     * @param reads for reading; else for writing
     * @param callback what to call
     */
    public void add(String operation, int number, boolean reads, Runnable callback) {
        Objects.requireNonNull(callback, () -> operation + ": callback is null; pass a lambda");
        host.checkOpen(operation);
        requireNative(operation);
        Path link = Path.of("/proc/self/fd/" + number);
        if (number < 0 || !Files.exists(link)) {
            throw new IllegalArgumentException(operation + ": " + number + " is no open descriptor; give one that is");
        }
        if (Files.isRegularFile(link) || Files.isDirectory(link)) {
            throw new IllegalArgumentException(
                    operation + ": descriptor " + number
                            + " is a regular file, which is always ready; read it directly");
        }
        NativeDescriptors.requireFree(operation, number);
        Watch watch = new Watch(host.loop(), callback, null);
        Watched watched = descriptors.computeIfAbsent(number, this::make);
        if (reads) {
            watched.reader(watch);
        } else {
            watched.writer(watch);
        }
    }

    /**
     * Stops watching a descriptor.
     *
     * @param operation what the user called
     * @param number of the descriptor
     * @param reads for reading; else for writing
     * @return whether it was watched
     */
    public boolean remove(String operation, int number, boolean reads) {
        if (host.loop().isClosed()) {
            return false;
        }
        host.check(operation);
        requireNative(operation);
        NativeDescriptors.requireFree(operation, number);
        Watched watched = descriptors.get(number);
        @Nullable Watch present = watched == null ? null : reads ? watched.reader() : watched.writer();
        if (watched == null || present == null) {
            return false;
        }
        if (reads) {
            watched.reader(null);
        } else {
            watched.writer(null);
        }
        if (watched.isIdle()) {
            descriptors.remove(number);
        }
        return true;
    }

    private Watched make(int number) {
        return host.kinds() == ChannelKinds.EPOLL
                ? new WatchedDescriptor(host, number, false, descriptors::remove)
                : new RingDescriptor(host, number, descriptors::remove);
    }

    private void requireNative(String operation) {
        if (host.kinds() != ChannelKinds.EPOLL && host.kinds() != ChannelKinds.IO_URING) {
            throw new UnsupportedOperationException(operation + ": " + host.loop()
                    + " does not know descriptors by number; give the channel, or use a loop of IoKind.EPOLL or IO_URING");
        }
    }

    /** Lets go of all; the loop is being closed. */
    public void close() {
        for (Watched watched : List.copyOf(descriptors.values())) {
            watched.close();
        }
    }
}
