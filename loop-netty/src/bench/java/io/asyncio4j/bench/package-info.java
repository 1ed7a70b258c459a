// SPDX-License-Identifier: Apache-2.0

/**
 * The benchmarks: {@link io.asyncio4j.bench.Bench} runs them all and prints tables of medians and ratios.
 *
 * <ul>
 *   <li>{@code load}: the load generator, a process of its own
 *   <li>{@code servers}: what is measured, each in a process of its own
 *   <li>{@code core}: scheduling without I/O, by JMH, against the same script in Python
 * </ul>
 */
@NullMarked
package io.asyncio4j.bench;

import org.jspecify.annotations.NullMarked;
