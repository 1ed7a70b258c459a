// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.smtp;

/** A command that the mail server answered with anything but success. */
public final class SmtpException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int code;

    SmtpException(String command, int code, String text) {
        super(command + ": " + code + " " + text);
        this.code = code;
    }

    /** The three digits. */
    public int code() {
        return code;
    }
}
