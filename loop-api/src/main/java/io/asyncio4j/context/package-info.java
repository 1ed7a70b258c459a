// SPDX-License-Identifier: Apache-2.0
/**
 * Context variables: the counterpart of Python's {@code contextvars}, which asyncio carries along with every callback.
 */
@NullMarked
package io.asyncio4j.context;

import org.jspecify.annotations.NullMarked;
