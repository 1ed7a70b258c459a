// SPDX-License-Identifier: Apache-2.0

/**
 * HTTP/1.1 over TLS and streams, both sides, with connections that are used again:
 * {@link io.asyncio4j.examples.https.HttpsServer} for curl and browsers, {@link io.asyncio4j.examples.https.Fetch} for any
 * web server. As much of HTTP as fits on a few pages.
 */
@NullMarked
package io.asyncio4j.examples.https;

import org.jspecify.annotations.NullMarked;
