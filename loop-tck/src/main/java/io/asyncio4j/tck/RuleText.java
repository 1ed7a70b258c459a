// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

/**
 * A rule as data.
 *
 * @param id its stable name, such as {@code LIFE-01}
 * @param level how binding it is
 * @param sentence what a loop must do, with asyncio's names
 * @param source where asyncio says or does so: {@code D} its documentation, {@code T} CPython's tests
 * @param since the version of CPython from which on it holds, such as {@code 3.12.1}; empty if it holds in all supported
 *            versions, 3.11 and later
 * @param versions what other versions do, in words; may be empty
 */
public record RuleText(String id, Level level, String sentence, String source, String since, String versions) {

    /**
     * Makes a rule that holds in all supported versions of CPython.
     *
     * @param id its stable name
     * @param level how binding it is
     * @param sentence what a loop must do
     * @param source where asyncio says or does so
     */
    public RuleText(String id, Level level, String sentence, String source) {
        this(id, level, sentence, source, "", "");
    }

    /**
     * Returns the area the rule belongs to.
     *
     * @return such as {@code LIFE}
     */
    public String area() {
        return areaOf(id);
    }

    /**
     * Tells whether the rule holds in a version of CPython.
     *
     * @param version numbers separated by dots, such as {@code 3.11} or {@code 3.12.1}; what comes after them is ignored
     * @return true if it is not older than {@link #since}
     */
    public boolean holdsIn(String version) {
        String[] first = since.isEmpty() ? new String[0] : since.split("\\.");
        String[] asked = version.split("[^0-9]+");
        for (int i = 0; i < first.length; i++) {
            int difference = (i < asked.length ? Integer.parseInt(asked[i]) : 0) - Integer.parseInt(first[i]);
            if (difference != 0) {
                return difference > 0;
            }
        }
        return true;
    }

    static String areaOf(String id) {
        return id.substring(0, id.indexOf('-'));
    }
}
