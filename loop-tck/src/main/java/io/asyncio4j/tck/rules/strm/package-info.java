// SPDX-License-Identifier: Apache-2.0
/** STRM: streams, readers alone first, then over connections. */
@NullMarked
package io.asyncio4j.tck.rules.strm;

import org.jspecify.annotations.NullMarked;
