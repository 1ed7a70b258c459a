// SPDX-License-Identifier: Apache-2.0
/** Area AGEN: async generators and their end. */
@NullMarked
package io.asyncio4j.tck.rules.agen;

import org.jspecify.annotations.NullMarked;
