// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

/**
 * A place in a coroutine's call stack; {@code asyncio.FrameCallGraphEntry}. Any thread.
 *
 * @param frame class, method, file and line
 */
public record FrameCallGraphEntry(StackTraceElement frame) {}
