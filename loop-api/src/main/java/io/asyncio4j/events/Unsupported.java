// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

/** What the optional methods of a loop throw until the loop overrides them. */
final class Unsupported {

    private Unsupported() {}

    static UnsupportedOperationException method(String method, Object loop) {
        return new UnsupportedOperationException(method + ": " + loop
                + " does not support it; use a loop that does, such as loop-netty's");
    }
}
