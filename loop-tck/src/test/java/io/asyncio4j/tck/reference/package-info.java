// SPDX-License-Identifier: Apache-2.0
/** A loop without I/O, the smallest that there can be: it proves the harness, and the rules beside loop-netty. */
@NullMarked
package io.asyncio4j.tck.reference;

import org.jspecify.annotations.NullMarked;
