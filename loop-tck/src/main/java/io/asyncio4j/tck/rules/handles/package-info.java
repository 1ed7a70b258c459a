// SPDX-License-Identifier: Apache-2.0
/** HND: what {@code callSoon} and its neighbours return. */
@NullMarked
package io.asyncio4j.tck.rules.handles;

import org.jspecify.annotations.NullMarked;
