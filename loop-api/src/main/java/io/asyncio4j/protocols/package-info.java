// SPDX-License-Identifier: Apache-2.0

/**
 * Protocols: the callbacks that a program implements to take part in a connection (asyncio: {@code asyncio.protocols}).
 *
 * <p>Every callback is called by the loop, on the loop, one at a time. A callback may call any method of its transport,
 * and may close it.
 */
@NullMarked
package io.asyncio4j.protocols;

import org.jspecify.annotations.NullMarked;
