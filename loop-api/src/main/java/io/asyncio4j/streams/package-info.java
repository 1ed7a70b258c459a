// SPDX-License-Identifier: Apache-2.0
/**
 * Connections for coroutines: {@link io.asyncio4j.streams.StreamReader} and {@link io.asyncio4j.streams.StreamWriter}
 * suspend where a protocol would be called back.
 */
@NullMarked
package io.asyncio4j.streams;

import org.jspecify.annotations.NullMarked;
