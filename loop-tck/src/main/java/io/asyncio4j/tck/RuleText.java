// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

/**
 * A rule as data.
 *
 * @param id its stable name, such as {@code LIFE-01}
 * @param level how binding it is
 * @param sentence what a loop must do, with asyncio's names
 * @param source where asyncio says or does so: {@code D} its documentation, {@code T} CPython's tests
 */
public record RuleText(String id, Level level, String sentence, String source) {

    /**
     * Returns the area the rule belongs to.
     *
     * @return such as {@code LIFE}
     */
    public String area() {
        return areaOf(id);
    }

    static String areaOf(String id) {
        return id.substring(0, id.indexOf('-'));
    }
}
