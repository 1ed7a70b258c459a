// SPDX-License-Identifier: Apache-2.0

/** The usual tour of asyncio, a stop a class; {@link io.asyncio4j.examples.tour.Tour} walks it. */
@NullMarked
package io.asyncio4j.examples.tour;

import org.jspecify.annotations.NullMarked;
