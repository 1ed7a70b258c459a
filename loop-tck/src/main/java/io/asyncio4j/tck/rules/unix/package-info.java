// SPDX-License-Identifier: Apache-2.0
/** UNIX: unix stream sockets. */
@NullMarked
package io.asyncio4j.tck.rules.unix;

import org.jspecify.annotations.NullMarked;
