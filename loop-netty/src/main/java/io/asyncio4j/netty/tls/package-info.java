// SPDX-License-Identifier: Apache-2.0

/**
 * TLS on Netty's {@code SslHandler}: engines made from a {@link io.asyncio4j.net.TlsContext}
 * ({@link io.asyncio4j.netty.tls.TlsEngines}), what one call wants of them ({@link io.asyncio4j.netty.tls.TlsPlan}) and one
 * connection's layer of TLS ({@link io.asyncio4j.netty.tls.TlsLayer}).
 */
@NullMarked
package io.asyncio4j.netty.tls;

import org.jspecify.annotations.NullMarked;
