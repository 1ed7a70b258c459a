// SPDX-License-Identifier: Apache-2.0

/**
 * A Vert.x 5 application with an asyncio server on its own event loop: routes of Vert.x that call coroutines, and a protocol
 * ported from Python, on the same thread and the same data. See {@link io.asyncio4j.examples.vertx.KeyValueVerticle}.
 */
@NullMarked
package io.asyncio4j.examples.vertx;

import org.jspecify.annotations.NullMarked;
