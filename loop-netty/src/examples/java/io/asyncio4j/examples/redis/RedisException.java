// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.redis;

/** What Redis answers to a command that it cannot carry out; the connection is as good as before. */
public final class RedisException extends Exception {

    private static final long serialVersionUID = 1L;

    RedisException(String message) {
        super(message);
    }
}
