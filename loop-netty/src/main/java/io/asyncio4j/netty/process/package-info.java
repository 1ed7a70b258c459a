// SPDX-License-Identifier: Apache-2.0

/** Child processes as transports. Internal to the module. */
@NullMarked
package io.asyncio4j.netty.process;

import org.jspecify.annotations.NullMarked;
