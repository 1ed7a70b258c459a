// SPDX-License-Identifier: Apache-2.0
/**
 * Looking into programs that run: who awaits whom, which tasks there are and where they wait, how long callbacks take. All
 * of it is free until somebody looks.
 */
@NullMarked
package io.asyncio4j.diagnostics;

import org.jspecify.annotations.NullMarked;
