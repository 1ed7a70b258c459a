// SPDX-License-Identifier: Apache-2.0
/** TLS: TLS transports and upgrades to TLS. */
@NullMarked
package io.asyncio4j.tck.rules.tls;

import org.jspecify.annotations.NullMarked;
