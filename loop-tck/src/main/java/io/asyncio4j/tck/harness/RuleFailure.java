// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.RuleTest;
import org.jspecify.annotations.Nullable;

/** A rule that does not hold: which, what was done, what was seen, what is allowed. */
public final class RuleFailure extends AssertionError {

    /** What did not hold, in one sentence. */
    private final String reason;

    private RuleFailure(String message, String reason, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    static RuleFailure of(
            RuleTest test, LoopUnderTest subject, RuleContext tck, String reason, @Nullable Throwable cause) {
        StringBuilder text = new StringBuilder();
        text.append(test.text().id())
                .append(" (")
                .append(test.text().level())
                .append(") does not hold on ")
                .append(subject.name())
                .append(", ")
                .append(subject.kind())
                .append(", ")
                .append(subject.carrier())
                .append(subject.debug() ? ", debug mode" : "")
                .append("\n  rule:   ")
                .append(test.text().sentence())
                .append("\n  source: ")
                .append(test.text().source());
        if (!test.note().isEmpty()) {
            text.append("\n  note:   ").append(test.note());
        }
        text.append("\n  done:   ").append(test.place());
        for (String step : tck.steps()) {
            text.append("\n          ").append(step);
        }
        text.append("\n  seen:   ").append(tck.log).append("\n  ").append(reason);
        return new RuleFailure(text.toString(), reason, cause);
    }

    /**
     * Returns what is wrong, without the rule's text.
     *
     * @return for the report
     */
    public String reason() {
        return reason;
    }
}
