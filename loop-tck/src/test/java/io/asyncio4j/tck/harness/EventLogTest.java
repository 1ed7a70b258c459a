// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class EventLogTest {

    private final EventLog log = new EventLog();

    private void differs(String explanation, String... allowed) {
        AssertionError error = assertThrows(AssertionError.class, () -> log.expect(allowed));
        assertTrue(String.valueOf(error.getMessage()).contains(explanation), error.getMessage());
    }

    @Test
    void wholeListsAreCompared() {
        log.expect();
        log.add("a");
        log.adding("b").run();
        log.expect("a", "b");
        differs("\"c\" is missing at the end", "a", "b", "c");
        differs("\"b\" is too much at the end", "a");
        differs("place 2 has \"b\" where \"x\" belongs", "a", "x");
    }
}
