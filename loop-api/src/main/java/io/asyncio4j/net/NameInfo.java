// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.util.Objects;

/**
 * The names of an address (asyncio: the tuple of {@code loop.getnameinfo}). Any thread: a value.
 *
 * @param host name of the host, or its literal address
 * @param service name of the service, or its port
 */
public record NameInfo(String host, String service) {

    /**
     * Makes the value.
     *
     * @throws NullPointerException when a value is null
     */
    public NameInfo {
        Objects.requireNonNull(host, "NameInfo: host is null");
        Objects.requireNonNull(service, "NameInfo: service is null");
    }
}
