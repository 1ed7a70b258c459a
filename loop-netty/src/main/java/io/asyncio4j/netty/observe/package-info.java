// SPDX-License-Identifier: Apache-2.0

/**
 * For services that are watched. Each class needs one library that this one does not bring, and does so only when it is named:
 * Micrometer for {@link io.asyncio4j.netty.observe.LoopMetrics LoopMetrics}. What works without any of them is in
 * {@code io.asyncio4j.diagnostics}.
 */
@NullMarked
package io.asyncio4j.netty.observe;

import org.jspecify.annotations.NullMarked;
