// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.conn;

import io.asyncio4j.tasks.ExceptionGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which addresses were tried, told from the errors of the attempts. */
final class Attempts {

    private static final Pattern IPV4 = Pattern.compile("127\\.0\\.0\\.\\d+");

    /** The loopback address of IPv6 in one of its spellings. */
    private static final Pattern IPV6 = Pattern.compile("0:0:0:0:0:0:0:1|::1");

    private Attempts() {}

    /** The addresses in the order of the errors. */
    static List<String> addresses(ExceptionGroup group) {
        List<String> addresses = new ArrayList<>();
        for (Throwable error : group.exceptions()) {
            String text = String.valueOf(error.getMessage());
            Matcher matcher = IPV4.matcher(text);
            addresses.add(matcher.find() ? matcher.group() : IPV6.matcher(text).find() ? "::1" : text);
        }
        return addresses;
    }
}
