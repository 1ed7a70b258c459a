// SPDX-License-Identifier: Apache-2.0

/**
 * An HTTP/1.1 and HTTP/2 service on Netty's own codecs and TLS, whose handlers are coroutines. To copy from:
 * {@link io.asyncio4j.examples.web.WebServer} builds the pipelines and ends them with grace,
 * {@link io.asyncio4j.examples.web.WebConnection} is the coroutine of one connection or stream,
 * {@link io.asyncio4j.examples.web.Exchange} what a {@link io.asyncio4j.examples.web.WebHandler} sees of it, and
 * {@link io.asyncio4j.examples.web.WebDemo} a program with some handlers.
 */
@NullMarked
package io.asyncio4j.examples.web;

import org.jspecify.annotations.NullMarked;
