// SPDX-License-Identifier: Apache-2.0
/** DBG: debug mode. */
@NullMarked
package io.asyncio4j.tck.rules.debug;

import org.jspecify.annotations.NullMarked;
