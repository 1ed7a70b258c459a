// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a unix socket, as the system took it down when the connection was made (Python: the option
 * {@code SO_PEERCRED}). Any thread: a value.
 *
 * <p>Native loops know the numbers, channels of the JDK the names; what is not known is -1 or null.
 *
 * @param pid the process, or -1
 * @param uid its user, or -1
 * @param gid its group, or -1
 * @param user name of the user, or null
 * @param group name of the group, or null
 */
public record PeerCredentials(int pid, int uid, int gid, @Nullable String user, @Nullable String group) {

    /** What stands for a number that is not known. */
    public static final int UNKNOWN = -1;

    /**
     * What a native loop knows.
     *
     * @param pid the process
     * @param uid its user
     * @param gid its group
     * @return the value
     */
    public static PeerCredentials of(int pid, int uid, int gid) {
        return new PeerCredentials(pid, uid, gid, null, null);
    }

    /**
     * What a channel of the JDK knows.
     *
     * @param user name of the user
     * @param group name of the group
     * @return the value
     */
    public static PeerCredentials of(String user, String group) {
        return new PeerCredentials(UNKNOWN, UNKNOWN, UNKNOWN, user, group);
    }
}
