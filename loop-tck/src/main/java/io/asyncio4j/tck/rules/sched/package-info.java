// SPDX-License-Identifier: Apache-2.0
/** SCHED: {@code callSoon}, {@code callSoonThreadsafe}, and the order of callbacks. */
@NullMarked
package io.asyncio4j.tck.rules.sched;

import org.jspecify.annotations.NullMarked;
