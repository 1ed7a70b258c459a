// SPDX-License-Identifier: Apache-2.0

/**
 * A client of PostgreSQL over streams: the connection begins in clear and is upgraded to TLS, then a password is proved
 * without being sent (SCRAM), then queries. {@link io.asyncio4j.examples.postgres.PostgresQuery} uses it.
 */
@NullMarked
package io.asyncio4j.examples.postgres;

import org.jspecify.annotations.NullMarked;
