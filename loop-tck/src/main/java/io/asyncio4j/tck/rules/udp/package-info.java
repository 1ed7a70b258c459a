// SPDX-License-Identifier: Apache-2.0
/** UDP: datagram endpoints. */
@NullMarked
package io.asyncio4j.tck.rules.udp;

import org.jspecify.annotations.NullMarked;
