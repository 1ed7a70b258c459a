// SPDX-License-Identifier: Apache-2.0
/** SIG: signals as callbacks. */
@NullMarked
package io.asyncio4j.tck.rules.sig;

import org.jspecify.annotations.NullMarked;
