// SPDX-License-Identifier: Apache-2.0
/** CONN: createConnection and connectAcceptedSocket. */
@NullMarked
package io.asyncio4j.tck.rules.conn;

import org.jspecify.annotations.NullMarked;
