// SPDX-License-Identifier: Apache-2.0
/** PIPE: pipes, named pipes and terminals as transports. */
@NullMarked
package io.asyncio4j.tck.rules.pipe;

import org.jspecify.annotations.NullMarked;
