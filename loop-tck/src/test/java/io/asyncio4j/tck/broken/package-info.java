// SPDX-License-Identifier: Apache-2.0
/** What is said of the broken loops against what they are. */
@NullMarked
package io.asyncio4j.tck.broken;

import org.jspecify.annotations.NullMarked;
