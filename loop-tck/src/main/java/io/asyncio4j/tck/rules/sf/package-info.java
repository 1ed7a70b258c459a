// SPDX-License-Identifier: Apache-2.0
/** SF: sendfile. */
@NullMarked
package io.asyncio4j.tck.rules.sf;

import org.jspecify.annotations.NullMarked;
