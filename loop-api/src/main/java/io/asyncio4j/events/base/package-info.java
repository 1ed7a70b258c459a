// SPDX-License-Identifier: Apache-2.0
/**
 * asyncio's {@code base_events}: the scheduling core that a concrete loop extends. {@code BaseEventLoop} holds the
 * iteration, each collaborator one concern.
 */
@NullMarked
package io.asyncio4j.events.base;

import org.jspecify.annotations.NullMarked;
