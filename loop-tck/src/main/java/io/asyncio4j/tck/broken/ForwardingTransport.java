// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.transports.Transport;

/** A stream transport of the inner loop as the user sees it. */
class ForwardingTransport extends ForwardingBase implements Transport {

    ForwardingTransport(ForwardingNetwork loop, Transport base) {
        super(loop, base);
    }
}
