// SPDX-License-Identifier: Apache-2.0
/** SRV: createServer and what it gives. */
@NullMarked
package io.asyncio4j.tck.rules.srv;

import org.jspecify.annotations.NullMarked;
