// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import io.asyncio4j.net.ListenOptions;
import java.util.Locale;

/** How the connections of one address come to several loops. Any thread: a value. */
public enum ConnectionSharing {

    /** {@link #BY_KERNEL} on Linux, {@link #BY_ACCEPTOR} elsewhere and for a listening channel that is given. */
    AUTO,

    /**
     * Each loop listens with a socket of its own, all with {@code SO_REUSEPORT}, and the kernel chooses by a hash of the
     * addresses: no loop waits for another one, but few connections may be shared out unevenly. Linux does that; other
     * systems know the option, but give all connections to one socket. An address that another process of the same user
     * serves in this way is not refused as taken, but shared with it.
     */
    BY_KERNEL,

    /**
     * The first loop listens and gives each connection to the loop that has the fewest of this address, itself included.
     * Works everywhere, and is even.
     */
    BY_ACCEPTOR;

    ConnectionSharing resolve(ListenOptions options) {
        if (this != AUTO) {
            return this;
        }
        boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
        return linux && options.sock() == null ? BY_KERNEL : BY_ACCEPTOR;
    }
}
