// SPDX-License-Identifier: Apache-2.0
/** BUF: protocols that bring their own buffers. */
@NullMarked
package io.asyncio4j.tck.rules.buf;

import org.jspecify.annotations.NullMarked;
