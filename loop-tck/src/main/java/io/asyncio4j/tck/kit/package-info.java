// SPDX-License-Identifier: Apache-2.0
/**
 * A kit for anybody's tests of coroutines: {@link io.asyncio4j.tck.kit.AsyncTest} runs a test on a clock that jumps, and
 * fails it for what it leaves behind. See {@code docs/testing.md}.
 */
@NullMarked
package io.asyncio4j.tck.kit;

import org.jspecify.annotations.NullMarked;
