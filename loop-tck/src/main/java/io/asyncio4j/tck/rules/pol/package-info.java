// SPDX-License-Identifier: Apache-2.0
/** Area POL: which loop is whose, and how a program is run to its end. */
@NullMarked
package io.asyncio4j.tck.rules.pol;

import org.jspecify.annotations.NullMarked;
