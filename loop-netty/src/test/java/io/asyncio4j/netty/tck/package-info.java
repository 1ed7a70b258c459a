// SPDX-License-Identifier: Apache-2.0
/** The TCK on the Netty loop: a class a row of the matrix. */
@NullMarked
package io.asyncio4j.netty.tck;

import org.jspecify.annotations.NullMarked;
