// SPDX-License-Identifier: Apache-2.0
/** What the packages of the core share and nobody else sees: this package is not exported. */
@NullMarked
package io.asyncio4j.internal;

import org.jspecify.annotations.NullMarked;
