// SPDX-License-Identifier: Apache-2.0
/**
 * What is broken to prove the rules whose behaviour lives in loop-api's own classes, which no loop can break: small
 * changes of bytecode ({@link io.asyncio4j.tck.mutants.Mutant}), one for each rule, under which the rule's test must
 * fail. {@link io.asyncio4j.tck.mutants.MutantHunt} finds such changes, and those that no rule notices.
 */
@NullMarked
package io.asyncio4j.tck.mutants;

import org.jspecify.annotations.NullMarked;
