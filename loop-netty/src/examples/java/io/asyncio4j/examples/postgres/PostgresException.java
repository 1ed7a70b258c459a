// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.postgres;

/** What PostgreSQL has to say against a login or a query. */
public final class PostgresException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String state;

    PostgresException(String state, String message) {
        super(message + " (SQLSTATE " + state + ")");
        this.state = state;
    }

    /** The five characters of PostgreSQL's Appendix A, such as 42P01. */
    public String state() {
        return state;
    }
}
