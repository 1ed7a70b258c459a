// SPDX-License-Identifier: Apache-2.0
/** EXC: the exception handler and its reports. */
@NullMarked
package io.asyncio4j.tck.rules.errors;

import org.jspecify.annotations.NullMarked;
