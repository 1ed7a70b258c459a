// SPDX-License-Identifier: Apache-2.0

/** Pipes, named pipes and terminals as transports. Internal to the module. */
@NullMarked
package io.asyncio4j.netty.pipes;

import org.jspecify.annotations.NullMarked;
