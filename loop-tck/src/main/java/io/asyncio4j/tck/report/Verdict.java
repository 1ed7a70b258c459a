// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

/** What came out of one rule. */
public enum Verdict {
    /** The rule holds. */
    PASS,
    /** It does not, or something was left behind. */
    FAIL,
    /** It was not tried, for the reason given. */
    SKIPPED
}
