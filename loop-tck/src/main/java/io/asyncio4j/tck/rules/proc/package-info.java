// SPDX-License-Identifier: Apache-2.0
/** PROC: child processes. */
@NullMarked
package io.asyncio4j.tck.rules.proc;

import org.jspecify.annotations.NullMarked;
