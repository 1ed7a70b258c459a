// SPDX-License-Identifier: Apache-2.0

/**
 * The contract of an event loop, and what it hands out (asyncio: {@code asyncio.events}).
 *
 * <p>{@link io.asyncio4j.events.AbstractEventLoop AbstractEventLoop} is the whole of it, in five chapters: its own
 * methods for callbacks, timers, futures, tasks and executors, and those of {@link
 * io.asyncio4j.events.NetworkOperations NetworkOperations}, {@link io.asyncio4j.events.SocketOperations
 * SocketOperations}, {@link io.asyncio4j.events.ProcessOperations ProcessOperations} and {@link
 * io.asyncio4j.events.LoopDiagnostics LoopDiagnostics}. Who writes a loop finds in {@link io.asyncio4j.events.TaskHost
 * TaskHost} what tasks ask of it, and {@link io.asyncio4j.events.Handle Handle}, {@link
 * io.asyncio4j.events.TimerHandle TimerHandle}, {@link io.asyncio4j.events.ThreadsafeHandle ThreadsafeHandle} and {@link
 * io.asyncio4j.events.RunningLoop RunningLoop} to build it from.
 */
@NullMarked
package io.asyncio4j.events;

import org.jspecify.annotations.NullMarked;
