// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.dns;

import java.util.List;

/** The server's answer is that it has none. */
public final class DnsException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final List<String> NAMES =
            List.of("no error", "the question is malformed", "the server failed", "there is no such name",
                    "the server cannot do that", "the server refuses");

    private final int code;

    DnsException(String question, int code) {
        super(question + ": " + (code < NAMES.size() ? NAMES.get(code) : "error " + code));
        this.code = code;
    }

    /** The code of RFC 1035, such as 3 for a name that is not there. */
    public int code() {
        return code;
    }
}
