// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import io.asyncio4j.net.AddressFlag;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.TlsContext;
import java.util.List;
import java.util.Set;

/** Components of records whose name is also a method with a variable number of arguments, which Python would call. */
public final class Values {

    private Values() {}

    public static Set<AddressFlag> flags(AddressHints hints) {
        return hints.flags();
    }

    public static List<String> alpnProtocols(TlsContext context) {
        return context.alpnProtocols();
    }

    public static List<String> versions(TlsContext context) {
        return context.versions();
    }

    public static List<String> ciphers(TlsContext context) {
        return context.ciphers();
    }
}
