// SPDX-License-Identifier: Apache-2.0

/**
 * How a loop polls: Netty's pollers driven by whichever thread runs the loop, the channel types that go with each
 * poller, and what wants to be flushed at the end of a batch. Internal to the module.
 */
@NullMarked
package io.asyncio4j.netty.poll;

import org.jspecify.annotations.NullMarked;
