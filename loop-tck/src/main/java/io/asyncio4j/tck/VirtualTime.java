// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a rule, or all rules of a class, that need timers of the loop and no other time: no network, no executor, no
 * thread that works meanwhile. They run on a virtual clock if the loop takes one ({@link LoopUnderTest#newLoop(
 * io.asyncio4j.events.base.LoopClock)}), so that waiting costs nothing and no machine is too slow for them.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface VirtualTime {}
