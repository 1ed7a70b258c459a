// SPDX-License-Identifier: Apache-2.0

/** The rules of asyncio as tests, for any implementation of the loop contract. */
module io.asyncio4j.tck {
    requires transitive io.asyncio4j;
    requires static org.jspecify;
    // A loop's own test class extends the TCK's, so JUnit's types are part of its signature.
    requires transitive org.junit.jupiter.api;
    requires org.junit.platform.launcher;
}
