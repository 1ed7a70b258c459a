// SPDX-License-Identifier: Apache-2.0
/**
 * Futures, tasks and what composes them: asyncio's {@code futures} and {@code tasks} modules, written once for all
 * loops.
 */
@NullMarked
package io.asyncio4j.tasks;

import org.jspecify.annotations.NullMarked;
