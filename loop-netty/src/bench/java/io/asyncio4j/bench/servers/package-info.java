// SPDX-License-Identifier: Apache-2.0

/** The servers under load, and how their processes are started, pinned and read. */
@NullMarked
package io.asyncio4j.bench.servers;

import org.jspecify.annotations.NullMarked;
