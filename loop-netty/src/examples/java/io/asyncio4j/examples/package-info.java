// SPDX-License-Identifier: Apache-2.0
/**
 * Programs to start and to copy from: {@link io.asyncio4j.examples.HelloStreams} first, then
 * {@link io.asyncio4j.examples.EchoServer} with its three ways to write the same service. The packages below are clients of
 * well-known servers; {@code docs/examples.md} tells how to start them.
 */
@NullMarked
package io.asyncio4j.examples;

import org.jspecify.annotations.NullMarked;
