// SPDX-License-Identifier: Apache-2.0
/**
 * asyncio for the JVM: {@link io.asyncio4j.Asyncio} is the front door, {@link io.asyncio4j.Runner} runs programs.
 *
 * <p>
 * Packages in reading order: {@code events} (the loop), {@code tasks} (futures, coroutines and what combines them),
 * {@code context}, {@code transports} and {@code protocols} (callbacks), {@code streams} (the same for coroutines),
 * {@code net} (addresses and options), {@code subprocess}; {@code carriers} and {@code events.base} are for those who
 * write a loop.
 */
@NullMarked
package io.asyncio4j;

import org.jspecify.annotations.NullMarked;
