// SPDX-License-Identifier: Apache-2.0
/** EXEC: {@code runInExecutor} and the default executor. */
@NullMarked
package io.asyncio4j.tck.rules.executors;

import org.jspecify.annotations.NullMarked;
