// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The multicast groups that channels of the JDK have joined: their keys are all that can end a membership, and nothing else
 * remembers them. Any thread.
 */
final class MulticastMembers {

    /** A membership of a channel. */
    private record Group(InetAddress address, NetworkInterface via) {}

    private static final Map<DatagramChannel, Map<Group, MembershipKey>> JOINED =
            Collections.synchronizedMap(new WeakHashMap<>());

    private MulticastMembers() {}

    static void join(DatagramChannel channel, InetAddress address, NetworkInterface via) throws IOException {
        requireMulticast("joinGroup", address);
        Group group = new Group(address, via);
        Map<Group, MembershipKey> joined =
                JOINED.computeIfAbsent(channel, its -> Collections.synchronizedMap(new HashMap<>()));
        if (joined.containsKey(group)) {
            throw new SocketException(
                    "joinGroup: " + address + " on " + via.getName() + ": joined already; leave it first");
        }
        joined.put(group, channel.join(address, via));
    }

    static void leave(DatagramChannel channel, InetAddress address, NetworkInterface via) throws IOException {
        requireMulticast("leaveGroup", address);
        Map<Group, MembershipKey> joined = JOINED.get(channel);
        MembershipKey key = joined == null ? null : joined.remove(new Group(address, via));
        if (key == null) {
            throw new SocketException(
                    "leaveGroup: " + address + " on " + via.getName() + ": it was not joined; join it first");
        }
        key.drop();
    }

    private static void requireMulticast(String operation, InetAddress address) {
        if (!address.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    operation + ": " + address + " is no multicast address; give one of 224.0.0.0/4 or ff00::/8");
        }
    }
}
