// SPDX-License-Identifier: Apache-2.0
/** DNS: names and addresses. */
@NullMarked
package io.asyncio4j.tck.rules.dns;

import org.jspecify.annotations.NullMarked;
