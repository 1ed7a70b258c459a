// SPDX-License-Identifier: Apache-2.0
/** Rules of several areas that only the front door, {@code Asyncio} and {@code Runner}, can show. */
@NullMarked
package io.asyncio4j.tck.rules.frontdoor;

import org.jspecify.annotations.NullMarked;
