// SPDX-License-Identifier: Apache-2.0

/**
 * For services that are watched: what loops count goes to Micrometer, and what logs and traces need comes along with
 * coroutines. Each class needs one library that this one does not bring, and only when it is named: Micrometer for
 * {@link io.asyncio4j.netty.observe.LoopMetrics LoopMetrics}, SLF4J for {@link io.asyncio4j.netty.observe.MdcCarrier
 * MdcCarrier}, OpenTelemetry's context for {@link io.asyncio4j.netty.observe.OpenTelemetryCarrier OpenTelemetryCarrier}. What
 * works without any of them is in {@code io.asyncio4j.diagnostics}.
 */
@NullMarked
package io.asyncio4j.netty.observe;

import org.jspecify.annotations.NullMarked;
