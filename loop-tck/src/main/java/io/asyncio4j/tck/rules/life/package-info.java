// SPDX-License-Identifier: Apache-2.0
/** LIFE: running, stopping and closing a loop. */
@NullMarked
package io.asyncio4j.tck.rules.life;

import org.jspecify.annotations.NullMarked;
