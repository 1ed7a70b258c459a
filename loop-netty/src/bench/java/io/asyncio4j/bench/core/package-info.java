// SPDX-License-Identifier: Apache-2.0

/** Scheduling without I/O: JMH benchmarks, and the same measurements by a Python script. */
@NullMarked
package io.asyncio4j.bench.core;

import org.jspecify.annotations.NullMarked;
