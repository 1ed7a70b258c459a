// SPDX-License-Identifier: Apache-2.0
/** The tests of the rules: a package an area, a class a subject, a method a rule. */
@NullMarked
package io.asyncio4j.tck.rules;

import org.jspecify.annotations.NullMarked;
