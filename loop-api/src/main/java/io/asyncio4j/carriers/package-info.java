// SPDX-License-Identifier: Apache-2.0
/** How a coroutine is suspended and resumed: virtual threads that are advanced by their loop, step by step. */
@NullMarked
package io.asyncio4j.carriers;

import org.jspecify.annotations.NullMarked;
