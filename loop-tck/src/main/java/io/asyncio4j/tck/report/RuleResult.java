// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

/**
 * What came out of one rule on one loop.
 *
 * @param id the rule
 * @param verdict what came out
 * @param reason why it failed or was skipped; empty for a pass
 * @param note which of several allowed outcomes was seen; may be empty
 */
public record RuleResult(String id, Verdict verdict, String reason, String note) {

    /**
     * Makes a result without a note.
     *
     * @param id the rule
     * @param verdict what came out
     * @param reason why it failed or was skipped
     */
    public RuleResult(String id, Verdict verdict, String reason) {
        this(id, verdict, reason, "");
    }
}
