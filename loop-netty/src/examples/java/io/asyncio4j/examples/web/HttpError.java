// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.web;

import io.netty.handler.codec.http.HttpResponseStatus;

/** What a handler throws to answer with a status other than 500. */
public final class HttpError extends Exception {

    private final HttpResponseStatus status;

    /** An answer of that status; the client reads the message. */
    public HttpError(HttpResponseStatus status, String message) {
        super(message);
        this.status = status;
    }

    HttpResponseStatus status() {
        return status;
    }
}
