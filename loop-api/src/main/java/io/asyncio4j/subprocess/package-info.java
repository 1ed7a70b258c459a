// SPDX-License-Identifier: Apache-2.0

/**
 * Child processes: how they are started and where their standard streams lead (asyncio: {@code asyncio.subprocess}).
 */
@NullMarked
package io.asyncio4j.subprocess;

import org.jspecify.annotations.NullMarked;
