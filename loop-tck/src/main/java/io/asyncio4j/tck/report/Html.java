// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.report;

/** Text on its way into HTML. */
final class Html {

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /** Escapes a sentence of the catalogue, in which code stands between back quotes. */
    static String sentence(String text) {
        return escape(text).replaceAll("`([^`]*)`", "<code>$1</code>");
    }
}
