// SPDX-License-Identifier: Apache-2.0
/** LOCK: locks, events, conditions, semaphores and barriers; whose turn it is, and what a cancelled wait leaves. */
@NullMarked
package io.asyncio4j.tck.rules.lock;

import org.jspecify.annotations.NullMarked;
