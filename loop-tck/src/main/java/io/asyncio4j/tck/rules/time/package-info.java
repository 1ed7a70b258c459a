// SPDX-License-Identifier: Apache-2.0
/** TIME: {@code callLater}, {@code callAt} and the loop's clock. */
@NullMarked
package io.asyncio4j.tck.rules.time;

import org.jspecify.annotations.NullMarked;
