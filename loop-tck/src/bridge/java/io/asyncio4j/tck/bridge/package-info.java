// SPDX-License-Identifier: Apache-2.0

/**
 * The Java half of the bridge: the loop contract over a loop of Python's, so that the rules can be run on CPython's own
 * asyncio and on uvloop. The Python half is in {@code src/bridge/python}.
 */
@NullMarked
package io.asyncio4j.tck.bridge;

import org.jspecify.annotations.NullMarked;
