// SPDX-License-Identifier: Apache-2.0

/**
 * Names and addresses: {@code getaddrinfo} and {@code getnameinfo} on the JDK's resolver, or one of Netty for host names.
 * Internal to the module.
 */
@NullMarked
package io.asyncio4j.netty.dns;

import org.jspecify.annotations.NullMarked;
