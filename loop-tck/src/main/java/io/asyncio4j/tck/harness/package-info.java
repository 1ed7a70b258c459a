// SPDX-License-Identifier: Apache-2.0
/**
 * What a rule works with ({@link io.asyncio4j.tck.harness.RuleContext}), and what runs it, cuts it off and looks
 * afterwards at what it left behind ({@link io.asyncio4j.tck.harness.RuleRunner}).
 */
@NullMarked
package io.asyncio4j.tck.harness;

import org.jspecify.annotations.NullMarked;
