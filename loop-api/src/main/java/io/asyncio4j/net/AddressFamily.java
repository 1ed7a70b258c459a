// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

/** The kind of a socket's addresses (Python: {@code socket.AddressFamily}). Any thread: constants. */
public enum AddressFamily {
    /** Any family (Python: {@code AF_UNSPEC}). */
    UNSPECIFIED,
    /** IPv4 (Python: {@code AF_INET}). */
    INET,
    /** IPv6 (Python: {@code AF_INET6}). */
    INET6,
    /** Unix domain (Python: {@code AF_UNIX}). */
    UNIX
}
