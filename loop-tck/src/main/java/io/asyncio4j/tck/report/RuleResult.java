// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

/**
 * What came out of one rule on one loop.
 *
 * @param id the rule
 * @param verdict what came out; a pass that is not verified is {@link Verdict#PASS} here, see {@link #shown}
 * @param reason why it failed or was skipped, without the rule's text; empty for a pass
 * @param note which of several allowed outcomes was seen; may be empty
 * @param detail the whole text of the failure: rule, steps, event log; empty for a pass
 * @param link where the author of the loop disputes the rule; empty unless challenged
 * @param verified whether a broken loop has shown that the test can fail
 * @param seconds how long it took; 0 if it was not run
 */
public record RuleResult(
        String id,
        Verdict verdict,
        String reason,
        String note,
        String detail,
        String link,
        boolean verified,
        double seconds) {

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

    /**
     * Makes a result.
     *
     * @param id the rule
     * @param verdict what came out
     * @param reason why it failed or was skipped
     * @param note which of several allowed outcomes was seen
     */
    public RuleResult(String id, Verdict verdict, String reason, String note) {
        this(id, verdict, reason, note, "", "", true, 0);
    }

    /**
     * Returns the verdict as people see it.
     *
     * @return {@link Verdict#UNVERIFIED} for a pass that is not verified
     */
    public Verdict shown() {
        return verdict == Verdict.PASS && !verified ? Verdict.UNVERIFIED : verdict;
    }
}
