// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import java.nio.channels.Channel;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The channels of the JDK that belong to a transport or a server of any loop, once and for good: their transport closes
 * them. Any thread.
 */
public final class OwnedChannels {

    /** The JDK's channels are equal only to themselves. */
    private static final Set<Channel> OWNED =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private OwnedChannels() {}

    /**
     * Notes that a channel belongs to a transport from now on.
     *
     * @param channel the channel
     * @return false if it belonged to one already
     */
    public static boolean take(Channel channel) {
        return OWNED.add(channel);
    }

    /**
     * Takes a note back: the transport was not made after all, and the channel is its owner's again.
     *
     * @param channel the channel
     */
    public static void giveBack(Channel channel) {
        OWNED.remove(channel);
    }

    /**
     * Tells whether a channel belongs to a transport.
     *
     * @param channel the channel
     * @return whether it does or did
     */
    public static boolean contains(Channel channel) {
        return OWNED.contains(channel);
    }

    /**
     * Refuses a channel that belongs to a transport.
     *
     * @param operation what the user called
     * @param channel the channel
     * @throws IllegalStateException if it does
     */
    public static void requireFree(String operation, Channel channel) {
        if (contains(channel)) {
            throw new IllegalStateException(
                    operation + ": " + channel
                            + " is used by a transport; use the transport, or a channel of your own");
        }
    }
}
