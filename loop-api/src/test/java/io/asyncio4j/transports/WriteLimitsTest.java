// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class WriteLimitsTest {

    @Test
    void defaultsAreThoseOfAsyncio() {
        assertEquals(new WriteLimits(16_384, 65_536), WriteLimits.DEFAULT);
        assertEquals(WriteLimits.DEFAULT, WriteLimits.of(null, null));
        assertEquals(
                new WriteLimits(131_072, 524_288), WriteLimits.of(null, null, WriteLimits.DEFAULT_TLS_HIGH_BYTES));
    }

    @Test
    void lowIsAQuarterOfHigh() {
        assertEquals(new WriteLimits(25, 103), WriteLimits.of(103, null));
    }

    @Test
    void highIsFourTimesLow() {
        assertEquals(new WriteLimits(100, 400), WriteLimits.of(null, 100));
    }

    @Test
    void bothAreTakenAsGiven() {
        assertEquals(new WriteLimits(7, 7), WriteLimits.of(7, 7));
    }

    @Test
    void zeroHighGivesZeroLow() {
        assertEquals(new WriteLimits(0, 0), WriteLimits.of(0, null));
        assertEquals(new WriteLimits(0, 0), WriteLimits.of(null, 0));
    }

    @Test
    void highBelowLowIsRefusedWithBothValues() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> WriteLimits.of(10, 11));
        assertEquals(
                "write limits: high is 10 and low is 11 bytes; they must satisfy 2147483647 >= high >= low >= 0",
                refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new WriteLimits(11, 10));
    }

    @Test
    void negativeMarksAreRefusedAlsoWhenDerived() {
        assertThrows(IllegalArgumentException.class, () -> WriteLimits.of(5, -1));
        assertThrows(IllegalArgumentException.class, () -> WriteLimits.of(-1, null));
        assertThrows(IllegalArgumentException.class, () -> WriteLimits.of(null, -1));
        assertThrows(IllegalArgumentException.class, () -> new WriteLimits(-1, 1));
    }

    @Test
    void derivedHighThatIsTooLargeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> WriteLimits.of(null, Integer.MAX_VALUE));
    }
}
