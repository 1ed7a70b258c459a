// SPDX-License-Identifier: Apache-2.0
/** SOCK: single operations on channels that the program keeps. */
@NullMarked
package io.asyncio4j.tck.rules.sock;

import org.jspecify.annotations.NullMarked;
