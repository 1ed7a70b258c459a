// SPDX-License-Identifier: Apache-2.0
/** TASK: tasks, their cancellation, and what can be asked of them. Null is passed on purpose here. */
@NullUnmarked
package io.asyncio4j.tck.rules.task;

import org.jspecify.annotations.NullUnmarked;
