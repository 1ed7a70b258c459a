// SPDX-License-Identifier: Apache-2.0

/**
 * A TCP gateway behind a load balancer: Netty accepts and reads the PROXY header by its own codec, then the channel is adopted
 * and a coroutine with streams does the rest. See {@link io.asyncio4j.examples.gateway.Gateway}.
 */
@NullMarked
package io.asyncio4j.examples.gateway;

import org.jspecify.annotations.NullMarked;
