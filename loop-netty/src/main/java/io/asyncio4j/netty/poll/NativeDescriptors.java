// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUringIoHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The numbers of the descriptors that channels of Netty have registered with epoll or io_uring, on any loop of this process. Any thread.
 * Epoll knows a descriptor once a loop: a watcher of the same number would take the channel's events away.
 */
public final class NativeDescriptors {

    /** What a handle is that only looks at somebody else's descriptor. */
    public interface Borrowed {}

    /** By whom: a number is given again as soon as it is closed, and the old owner may say goodbye after that. */
    private static final Map<Integer, Object> OF_CHANNELS = new ConcurrentHashMap<>();

    private NativeDescriptors() {}

    /**
     * Notes a descriptor.
     *
     * @param number of it
     * @param owner whose it is
     */
    public static void add(int number, Object owner) {
        OF_CHANNELS.put(number, owner);
    }

    /**
     * The same for a channel of io_uring, whose handle does not tell the number.
     *
     * @param channel that is being registered
     */
    static void addIfRing(Channel channel) {
        if (channel instanceof UnixChannel unix && channel.unsafe() instanceof IoUringIoHandle) {
            int number = unix.fd().intValue();
            add(number, channel);
            channel.closeFuture().addListener(closed -> remove(number, channel));
        }
    }

    /**
     * Forgets a descriptor, unless it has become another's.
     *
     * @param number of it
     * @param owner whose it was
     */
    public static void remove(int number, Object owner) {
        OF_CHANNELS.remove(number, owner);
    }

    /**
     * Refuses a descriptor that belongs to a channel.
     *
     * @param operation what the user called
     * @param number of the descriptor
     * @throws IllegalStateException if it does
     */
    public static void requireFree(String operation, int number) {
        if (OF_CHANNELS.containsKey(number)) {
            throw new IllegalStateException(
                    operation + ": File descriptor " + number + " is used by a transport; use the transport");
        }
    }
}
