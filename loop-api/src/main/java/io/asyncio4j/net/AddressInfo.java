// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * One answer of the resolver (asyncio: a tuple of {@code loop.getaddrinfo}). Any thread: a value.
 *
 * @param family kind of address
 * @param type kind of socket
 * @param protocol number of the protocol, such as 6 for TCP
 * @param canonicalName the host's canonical name if it was asked for, else empty
 * @param address the resolved address and port
 */
public record AddressInfo(
        AddressFamily family, SocketType type, int protocol, String canonicalName, InetSocketAddress address) {

    /**
     * Makes the value.
     *
     * @throws NullPointerException when a value is null
     */
    public AddressInfo {
        Objects.requireNonNull(family, "AddressInfo: family is null");
        Objects.requireNonNull(type, "AddressInfo: type is null");
        Objects.requireNonNull(canonicalName, "AddressInfo: canonicalName is null; give an empty one");
        Objects.requireNonNull(address, "AddressInfo: address is null");
    }
}
