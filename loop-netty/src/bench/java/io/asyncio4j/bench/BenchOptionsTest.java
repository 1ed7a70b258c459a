// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {

    @Test
    void withoutArgumentsEverythingIsMeasuredAtFullLength() {
        BenchOptions options = BenchOptions.parse();
        assertEquals(List.of(BenchOptions.Part.values()), options.parts());
        assertEquals(List.of(10, 200), options.connections());
        assertEquals(5, options.rounds());
        assertTrue(options.wants("anything"));
    }

    @Test
    void whatIsGivenWinsOverTheShortRun() {
        BenchOptions options =
                BenchOptions.parse("--rounds", "7", "--short", "--run", "idle,echo", "--only", "NIO", "--sizes", "10");
        assertEquals(7, options.rounds());
        assertEquals(List.of(BenchOptions.Part.IDLE, BenchOptions.Part.ECHO), options.parts());
        assertEquals(List.of(10), options.sizes());
        assertTrue(options.wants("plain Netty NIO"));
        assertFalse(options.wants("uvloop protocol"));
    }

    @Test
    void badOptionsAreNamed() {
        for (List<String> args : List.of(
                List.of("--speed", "9"), List.of("--rounds"), List.of("--rounds", "0"), List.of("--run", "quic"))) {
            var refused =
                    assertThrows(IllegalArgumentException.class, () -> BenchOptions.parse(args.toArray(String[]::new)));
            assertTrue(String.valueOf(refused.getMessage()).startsWith(args.get(0)), refused.getMessage());
        }
    }
}
