// SPDX-License-Identifier: Apache-2.0

/**
 * What the program does with channels of its own: watching them ({@code addReader} and its neighbours) and single operations
 * ({@code sockRecv} and its neighbours). Internal to the module.
 */
@NullMarked
package io.asyncio4j.netty.watch;

import org.jspecify.annotations.NullMarked;
