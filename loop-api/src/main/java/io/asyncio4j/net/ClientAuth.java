// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

/**
 * Whether a server asks its clients for a certificate (Python: {@code SSLContext.verify_mode}). Any thread: constants.
 */
public enum ClientAuth {
    /** It does not ask (Python: {@code CERT_NONE}). */
    NONE,
    /** It asks, and checks what it gets (Python: {@code CERT_OPTIONAL}). */
    OPTIONAL,
    /** It asks, and refuses clients without one (Python: {@code CERT_REQUIRED}). */
    REQUIRED
}
