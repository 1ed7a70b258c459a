// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the one test of a rule: a method {@code void sentenceInCamelCase(RuleContext tck) throws Exception} of a class
 * {@code ...Rules} below {@code io.asyncio4j.tck.rules}. Level, sentence and source come from the catalogue by the id.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Rule {

    /**
     * The rule's stable name.
     *
     * @return such as {@code LIFE-01}
     */
    String id();

    /**
     * What a loop needs for this test to make sense.
     *
     * @return the capabilities
     */
    Capability[] needs() default {};

    /**
     * How the rule was mapped to Java, where that is not obvious; shown when the rule fails.
     *
     * @return a sentence, or empty
     */
    String note() default "";
}
