// SPDX-License-Identifier: Apache-2.0
/** FUT: futures, their callbacks, awaiting them, and futures of other threads. Null is passed on purpose here. */
@NullUnmarked
package io.asyncio4j.tck.rules.fut;

import org.jspecify.annotations.NullUnmarked;
