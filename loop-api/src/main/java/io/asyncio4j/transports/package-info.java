// SPDX-License-Identifier: Apache-2.0

/**
 * Transports: what a connection, a datagram endpoint, a pipe or a child process lets its protocol do (asyncio:
 * {@code asyncio.transports}).
 *
 * <p>Loops implement these interfaces; a program gets an instance in {@link
 * io.asyncio4j.protocols.BaseProtocol#connectionMade connectionMade} or in a {@link io.asyncio4j.net.Connection
 * Connection}. All methods belong to the loop: call them in a callback or a coroutine of the loop, and from other
 * threads only through {@link io.asyncio4j.events.AbstractEventLoop#callSoonThreadsafe(Runnable) callSoonThreadsafe}.
 */
@NullMarked
package io.asyncio4j.transports;

import org.jspecify.annotations.NullMarked;
