// SPDX-License-Identifier: Apache-2.0

/**
 * The contract of an event loop, and what it hands out (asyncio: {@code asyncio.events}).
 *
 * <p>{@link io.asyncio4j.events.AbstractEventLoop AbstractEventLoop} is the whole of it, in five chapters: its own
 * methods for callbacks, timers, futures, tasks and executors, and those of {@link
 * io.asyncio4j.events.NetworkOperations NetworkOperations}, {@link io.asyncio4j.events.SocketOperations
 * SocketOperations}, {@link io.asyncio4j.events.ProcessOperations ProcessOperations} and {@link
 * io.asyncio4j.events.LoopDiagnostics LoopDiagnostics}.
 */
@NullMarked
package io.asyncio4j.events;

import org.jspecify.annotations.NullMarked;
