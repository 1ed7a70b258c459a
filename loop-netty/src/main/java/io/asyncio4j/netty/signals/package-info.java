// SPDX-License-Identifier: Apache-2.0

/** Signals of this process as callbacks of a loop. Internal to the module. */
@NullMarked
package io.asyncio4j.netty.signals;

import org.jspecify.annotations.NullMarked;
