// SPDX-License-Identifier: Apache-2.0

/** The load generator: ping-pong over loopback with verified bytes, by system calls of its own. */
@NullMarked
package io.asyncio4j.bench.load;

import org.jspecify.annotations.NullMarked;
