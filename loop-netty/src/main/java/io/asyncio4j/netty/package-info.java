// SPDX-License-Identifier: Apache-2.0

/**
 * The asyncio loop on Netty: {@link io.asyncio4j.netty.NettyEventLoop} with what it is told
 * ({@link io.asyncio4j.netty.NettyLoopOptions}) and the pollers it may use ({@link io.asyncio4j.netty.IoKind}).
 */
@NullMarked
package io.asyncio4j.netty;

import org.jspecify.annotations.NullMarked;
