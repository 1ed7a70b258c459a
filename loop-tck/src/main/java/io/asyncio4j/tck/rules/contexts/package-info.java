// SPDX-License-Identifier: Apache-2.0
/** CTX: which context variables a callback or a coroutine sees. */
@NullMarked
package io.asyncio4j.tck.rules.contexts;

import org.jspecify.annotations.NullMarked;
