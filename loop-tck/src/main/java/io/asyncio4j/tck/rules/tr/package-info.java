// SPDX-License-Identifier: Apache-2.0
/** TR: stream transports. */
@NullMarked
package io.asyncio4j.tck.rules.tr;

import org.jspecify.annotations.NullMarked;
