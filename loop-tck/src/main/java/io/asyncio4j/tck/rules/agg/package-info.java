// SPDX-License-Identifier: Apache-2.0
/** AGG: what combines futures, and what runs a block of a coroutine under something. Null is passed on purpose here. */
@NullUnmarked
package io.asyncio4j.tck.rules.agg;

import org.jspecify.annotations.NullUnmarked;
