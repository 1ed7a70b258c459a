// SPDX-License-Identifier: Apache-2.0
/**
 * The rules of asyncio as tests: what an implementer of a loop touches.
 *
 * <p>
 * Write a {@link io.asyncio4j.tck.LoopUnderTest} that makes your loop, and a test class that extends
 * {@link io.asyncio4j.tck.LoopTck} and returns it. Each rule is a test of its own; {@code -Dtck.only=LIFE-04,TIME} runs
 * some of them. The rules are the methods with {@link io.asyncio4j.tck.Rule} in the packages below
 * {@code io.asyncio4j.tck.rules}; their sentences and sources are data, see {@link io.asyncio4j.tck.RuleCatalog}.
 */
@NullMarked
package io.asyncio4j.tck;

import org.jspecify.annotations.NullMarked;
