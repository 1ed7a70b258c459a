// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import io.netty.util.Version;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether the Netty that is there is new enough: a shop brings its own. Any thread. It names no type that an old Netty lacks,
 * and asks for what is used rather than for a number, which a repackaged Netty may have lost.
 */
public final class NettyVersion {

    /** The first whose pollers tell handles that they are registered. */
    private static final String LOWEST = "4.2.7.Final";

    /** The first whose io_uring marks requests with 64 bits. */
    private static final String LOWEST_OF_IO_URING = "4.2.14.Final";

    private static final @Nullable String PROBLEM = problem();

    private NettyVersion() {}

    /**
     * Refuses a Netty without which nothing works, before something of it is missed in the middle.
     *
     * @param operation what the user called
     * @throws UnsupportedOperationException if it is too old
     */
    public static void require(String operation) {
        if (PROBLEM != null) {
            throw new UnsupportedOperationException(operation + ": " + PROBLEM);
        }
    }

    private static @Nullable String problem() {
        if (hasMethod("io.netty.channel.IoHandle", "registered")) {
            return null;
        }
        return found() + " is there, and asyncio4j needs " + LOWEST
                + " or a newer 4.2; manage it with netty-bom, imported"
                + " before other BOMs, and see who brings the old one: mvn dependency:tree -Dincludes=io.netty";
    }

    /** {@return why io_uring cannot be used with the Netty that is there, or null if it can} */
    static @Nullable Throwable problemOfIoUring() {
        if (hasMethod("io.netty.channel.uring.IoUringIoEvent", "userData")) {
            return null;
        }
        return new UnsupportedOperationException(
                found() + " is there, and io_uring needs " + LOWEST_OF_IO_URING + " or a newer 4.2");
    }

    /**
     * Compares versions, for what an older one gets wrong without lacking anything that could be looked for.
     *
     * @param wanted such as {@code 4.2.13.Final}
     * @return whether the Netty that is there is that or a newer one; false if it does not say what it is
     */
    public static boolean isAtLeast(String wanted) {
        Version version = identify();
        return version != null && Arrays.compare(numbers(version.artifactVersion()), numbers(wanted)) >= 0;
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\D+")).filter(part -> !part.isEmpty()).mapToInt(Integer::parseInt)
                .toArray();
    }

    private static boolean hasMethod(String type, String method) {
        try {
            Class<?> found = Class.forName(type, false, NettyVersion.class.getClassLoader());
            return Arrays.stream(found.getMethods()).anyMatch(each -> each.getName().equals(method));
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    private static String found() {
        Version version = identify();
        return version == null ? "an older Netty" : "Netty " + version.artifactVersion();
    }

    private static @Nullable Version identify() {
        return Version.identify(NettyVersion.class.getClassLoader()).get("netty-transport");
    }
}
