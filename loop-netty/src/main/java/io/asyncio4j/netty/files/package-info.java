// SPDX-License-Identifier: Apache-2.0

/**
 * Files that are sent by transports. Internal to the module.
 *
 * <p>{@link io.asyncio4j.netty.files.FileOperations} is what a loop delegates to. {@code SystemSending} lets the system copy
 * from the file to the socket; {@code FallbackSending} reads and writes where that cannot be, as with TLS.
 */
@NullMarked
package io.asyncio4j.netty.files;

import org.jspecify.annotations.NullMarked;
