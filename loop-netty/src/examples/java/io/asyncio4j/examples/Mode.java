// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

/** The three ways to write a service. */
enum Mode {
    /** Callbacks that get arrays. */
    PROTOCOL,
    /** Callbacks that lend their buffer. */
    BUFFERED,
    /** A coroutine a connection. */
    STREAMS
}
