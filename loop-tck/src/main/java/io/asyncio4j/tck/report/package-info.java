// SPDX-License-Identifier: Apache-2.0
/** What came out: one JSON file a row, and a page with all rows side by side. */
@NullMarked
package io.asyncio4j.tck.report;

import org.jspecify.annotations.NullMarked;
