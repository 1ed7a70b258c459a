// SPDX-License-Identifier: Apache-2.0
/**
 * Deliberately broken loops: each breaks one rule, in a way that loops really do, and the rule's test must notice. They
 * are decorators of the loop under test, so that the proof can be had on any loop.
 */
@NullMarked
package io.asyncio4j.tck.broken;

import org.jspecify.annotations.NullMarked;
