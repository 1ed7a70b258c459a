// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

/** The kind of a socket's traffic (Python: {@code socket.SocketKind}). Any thread: constants. */
public enum SocketType {
    /** Any kind; only in questions to the resolver (Python: 0). */
    ANY,
    /** A stream of bytes (Python: {@code SOCK_STREAM}). */
    STREAM,
    /** Datagrams (Python: {@code SOCK_DGRAM}). */
    DATAGRAM
}
