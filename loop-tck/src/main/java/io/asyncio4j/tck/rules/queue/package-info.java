// SPDX-License-Identifier: Apache-2.0
/** QUEUE: queues; who gets which item, what a cancelled wait leaves, and the end of a queue. */
@NullMarked
package io.asyncio4j.tck.rules.queue;

import org.jspecify.annotations.NullMarked;
