// SPDX-License-Identifier: Apache-2.0
/**
 * Programs to start and to copy from: {@link io.asyncio4j.examples.HelloStreams} first, then
 * {@link io.asyncio4j.examples.EchoServer} with its three ways to write the same service.
 */
@NullMarked
package io.asyncio4j.examples;

import org.jspecify.annotations.NullMarked;
