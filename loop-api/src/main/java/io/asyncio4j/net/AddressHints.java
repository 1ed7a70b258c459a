// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.util.Objects;
import java.util.Set;

/**
 * Which addresses a resolver shall give (asyncio: the arguments {@code family}, {@code type}, {@code proto} and
 * {@code flags}). Any thread: a value.
 *
 * @param family kind of address
 * @param type kind of socket; methods that make a socket use their own
 * @param protocol number of the protocol, such as 6 for TCP; 0 for any
 * @param flags what to do besides
 */
public record AddressHints(AddressFamily family, SocketType type, int protocol, Set<AddressFlag> flags) {

    /** Every address. */
    public static final AddressHints ANY = new AddressHints(AddressFamily.UNSPECIFIED, SocketType.ANY, 0, Set.of());

    /** Every address to listen at. */
    public static final AddressHints PASSIVE = ANY.flags(AddressFlag.PASSIVE);

    /**
     * Takes all values as given; {@link #ANY} and withers are shorter.
     *
     * @throws NullPointerException when {@code family}, {@code type}, {@code flags} or one of them is null
     * @throws IllegalArgumentException when {@code protocol} is negative
     */
    public AddressHints {
        Objects.requireNonNull(family, "AddressHints: family is null; use AddressFamily.UNSPECIFIED");
        Objects.requireNonNull(type, "AddressHints: type is null; use SocketType.ANY");
        flags = Set.copyOf(flags);
        if (protocol < 0) {
            throw new IllegalArgumentException("AddressHints: protocol is " + protocol + "; give 0 for any");
        }
    }

    /**
     * A copy with another family.
     *
     * @param family kind of address
     * @return the copy
     * @throws NullPointerException when {@code family} is null
     */
    public AddressHints family(AddressFamily family) {
        return new AddressHints(family, type, protocol, flags);
    }

    /**
     * A copy with another kind of socket.
     *
     * @param type kind of socket
     * @return the copy
     * @throws NullPointerException when {@code type} is null
     */
    public AddressHints type(SocketType type) {
        return new AddressHints(family, type, protocol, flags);
    }

    /**
     * A copy with another protocol.
     *
     * @param protocol number of the protocol, 0 for any
     * @return the copy
     * @throws IllegalArgumentException when {@code protocol} is negative
     */
    public AddressHints protocol(int protocol) {
        return new AddressHints(family, type, protocol, flags);
    }

    /**
     * A copy with other flags.
     *
     * @param flags all of the flags
     * @return the copy
     * @throws NullPointerException when one of them is null
     * @throws IllegalArgumentException when one is named twice
     */
    public AddressHints flags(AddressFlag... flags) {
        return new AddressHints(family, type, protocol, Set.of(flags));
    }
}
