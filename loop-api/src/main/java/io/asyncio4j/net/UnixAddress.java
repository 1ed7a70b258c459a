// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Address of a unix domain socket: a path, or an abstract name, which Linux keeps apart from the file system (asyncio:
 * a path that begins with a NUL). Any thread: a value.
 */
public final class UnixAddress extends SocketAddress {

    private static final long serialVersionUID = 1L;

    /** The path or the abstract name, the latter without its leading NUL. */
    private final String name;

    /** Whether the name is an abstract one. */
    private final boolean abstractName;

    private UnixAddress(String name, boolean abstractName) {
        this.name = name;
        this.abstractName = abstractName;
    }

    /**
     * An address in the file system.
     *
     * @param path the socket's file
     * @return the address
     * @throws NullPointerException when {@code path} is null
     */
    public static UnixAddress of(Path path) {
        Objects.requireNonNull(path, "UnixAddress: path is null; give the socket's file");
        return new UnixAddress(path.toString(), false);
    }

    /**
     * An address as asyncio writes it: a path, or an abstract name after a NUL character.
     *
     * @param path the path or name
     * @return the address
     * @throws NullPointerException when {@code path} is null
     * @throws IllegalArgumentException when a NUL stands elsewhere than at the beginning of an abstract name
     */
    public static UnixAddress of(String path) {
        Objects.requireNonNull(path, "UnixAddress: path is null; give the socket's file");
        if (path.startsWith("\0")) {
            return ofAbstract(path.substring(1));
        }
        if (path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("UnixAddress: path \"" + path.replace('\0', '@')
                    + "\" has a NUL inside; only an abstract name begins with one");
        }
        return new UnixAddress(path, false);
    }

    /**
     * An abstract name.
     *
     * @param name the name without the leading NUL
     * @return the address
     * @throws NullPointerException when {@code name} is null
     */
    public static UnixAddress ofAbstract(String name) {
        Objects.requireNonNull(name, "UnixAddress: name is null; give the abstract name");
        return new UnixAddress(name, true);
    }

    /**
     * The path, or the abstract name without its leading NUL.
     *
     * @return the name; empty for a socket that has no address
     */
    public String name() {
        return name;
    }

    /**
     * Tells the two kinds apart.
     *
     * @return true for an abstract name
     */
    public boolean isAbstract() {
        return abstractName;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnixAddress that && name.equals(that.name) && abstractName == that.abstractName;
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Boolean.hashCode(abstractName);
    }

    /** The path; an abstract name with {@code @} in the place of its NUL. */
    @Override
    public String toString() {
        return abstractName ? "@" + name : name;
    }
}
