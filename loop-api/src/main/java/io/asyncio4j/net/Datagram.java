// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Objects;

/**
 * A datagram with its sender (asyncio: the tuple {@code (data, address)} of {@code loop.sock_recvfrom}). Any thread, as
 * long as nobody changes the array.
 *
 * @param data the bytes, the receiver's to keep
 * @param address the sender
 */
public record Datagram(byte[] data, SocketAddress address) {

    /**
     * Makes the value; the array is not copied.
     *
     * @throws NullPointerException when a part is null
     */
    public Datagram {
        Objects.requireNonNull(data, "Datagram: data is null");
        Objects.requireNonNull(address, "Datagram: address is null");
    }

    /** Equal bytes from an equal sender. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Datagram that && Arrays.equals(data, that.data) && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(data) + address.hashCode();
    }

    /** Length and sender. */
    @Override
    public String toString() {
        return "Datagram[" + data.length + " bytes from " + address + "]";
    }
}
