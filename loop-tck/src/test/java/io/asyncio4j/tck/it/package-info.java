// SPDX-License-Identifier: Apache-2.0
/** What is delivered, used as an outsider would; needs the jars, hence runs after {@code package}. */
@NullMarked
package io.asyncio4j.tck.it;

import org.jspecify.annotations.NullMarked;
