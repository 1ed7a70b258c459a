// SPDX-License-Identifier: Apache-2.0
/** EAGER: tasks whose first step runs at once. Null is passed on purpose here. */
@NullUnmarked
package io.asyncio4j.tck.rules.eager;

import org.jspecify.annotations.NullUnmarked;
