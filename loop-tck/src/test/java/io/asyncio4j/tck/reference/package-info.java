// SPDX-License-Identifier: Apache-2.0
/**
 * Loops to hold the rules against, beside loop-netty's.
 *
 * <p>
 * {@link io.asyncio4j.tck.reference.SelectorLoop SelectorLoop} is written from asyncio's own design over plain
 * {@code java.nio}, and shares no code with any other loop: so no rule, and no class of loop-api, may ask for what only
 * those happen to do. {@link io.asyncio4j.tck.reference.ParkingLoop ParkingLoop} has no I/O at all; the tests of the
 * harness break it in many ways.
 */
@NullMarked
package io.asyncio4j.tck.reference;

import org.jspecify.annotations.NullMarked;
