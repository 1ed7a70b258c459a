// SPDX-License-Identifier: Apache-2.0

/**
 * A client of DNS: questions over UDP, several at a time and asked again when no answer comes, and over TCP when an answer
 * is too long. {@link io.asyncio4j.examples.dns.Dig} uses it.
 */
@NullMarked
package io.asyncio4j.examples.dns;

import org.jspecify.annotations.NullMarked;
