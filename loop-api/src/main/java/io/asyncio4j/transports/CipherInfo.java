// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

import java.util.Objects;

/**
 * What encrypts a TLS connection (asyncio: the tuple under the extra info key {@code cipher}). Any thread: a value.
 *
 * @param name the cipher suite's name
 * @param protocol the TLS version that defines it, such as {@code TLSv1.3}
 * @param secretBits number of secret bits in use, or -1 when unknown
 */
public record CipherInfo(String name, String protocol, int secretBits) {

    /**
     * Makes the value.
     *
     * @throws NullPointerException when {@code name} or {@code protocol} is null
     */
    public CipherInfo {
        Objects.requireNonNull(name, "CipherInfo: name is null; give the suite's name");
        Objects.requireNonNull(protocol, "CipherInfo: protocol is null; give the TLS version");
    }
}
