// SPDX-License-Identifier: Apache-2.0
/**
 * What coroutines of one loop agree by; asyncio's {@code locks} and {@code queues}.
 *
 * <p>
 * Loop only: nothing here is thread-safe, and nothing has to be, since exactly one of loop and coroutines runs at any
 * time. The methods that may suspend are for coroutines; they say so, and throw {@link IllegalStateException}
 * elsewhere, also when they would not have had to wait. None of them has a timeout of its own: use
 * {@code Asyncio.timeout} around them. A cancelled wait changes nothing, and what had already been handed to it goes on
 * to the next in line.
 *
 * <p>
 * Each primitive is bound to the loop of its first wait (rule LOCK-07). Where {@link Object} has taken asyncio's name,
 * another one stands in: {@code wait} is {@code await}, {@code notify} is {@code notifyOne}.
 */
@NullMarked
package io.asyncio4j.sync;

import org.jspecify.annotations.NullMarked;
