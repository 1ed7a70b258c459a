// SPDX-License-Identifier: Apache-2.0

/**
 * Sends mail over streams: SMTP that begins in clear and goes on in TLS (STARTTLS).
 * {@link io.asyncio4j.examples.smtp.SendMail} uses it.
 */
@NullMarked
package io.asyncio4j.examples.smtp;

import org.jspecify.annotations.NullMarked;
