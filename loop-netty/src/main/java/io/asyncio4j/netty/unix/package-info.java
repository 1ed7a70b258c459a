// SPDX-License-Identifier: Apache-2.0

/**
 * Unix stream sockets. Internal to the module. {@link io.asyncio4j.netty.unix.UnixOperations} is what a loop delegates to;
 * {@code SocketFile} looks after the file that such a socket may have. Transports and servers are those of TCP.
 */
@NullMarked
package io.asyncio4j.netty.unix;

import org.jspecify.annotations.NullMarked;
