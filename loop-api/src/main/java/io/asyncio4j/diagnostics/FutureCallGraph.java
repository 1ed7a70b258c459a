// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import io.asyncio4j.tasks.Future;
import java.util.List;

/**
 * A future, where its coroutine is, and who awaits it; {@code asyncio.FutureCallGraph}. Immutable, any thread.
 *
 * @param future the future or task
 * @param callStack where a task's coroutine is, innermost first; empty for a plain future
 * @param awaitedBy those who await it, each with those who await them
 */
public record FutureCallGraph(Future<?> future, List<FrameCallGraphEntry> callStack, List<FutureCallGraph> awaitedBy) {}
