// SPDX-License-Identifier: Apache-2.0

/**
 * A client of Redis over streams: RESP2 and RESP3, any number of coroutines on one connection, what they send in one
 * pipeline. {@link io.asyncio4j.examples.redis.RedisTour} shows it.
 */
@NullMarked
package io.asyncio4j.examples.redis;

import org.jspecify.annotations.NullMarked;
