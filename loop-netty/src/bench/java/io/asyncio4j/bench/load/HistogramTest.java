// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void everyValueLiesInItsBucket() {
        for (long value : new long[] {0, 1, 127, 128, 129, 255, 256, 257, 1_000_003, 1L << 40, Long.MAX_VALUE}) {
            int bucket = Histogram.bucketOf(value);
            assertTrue(value <= Histogram.highestOf(bucket), value + " in " + bucket);
            assertTrue(bucket == 0 || value > Histogram.highestOf(bucket - 1), value + " in " + bucket);
        }
    }

    @Test
    void percentilesAreWithinOnePercentOfTheSortedValues() {
        var random = new Random(1);
        long[] values = random.longs(10_000, 50, 5_000_000).toArray();
        var histogram = new Histogram();
        Arrays.stream(values).forEach(histogram::record);
        Arrays.sort(values);
        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
            double exact = values[(int) Math.ceil(share * values.length) - 1];
            assertEquals(exact, histogram.at(share), exact * 0.01, "share " + share);
        }
        assertEquals(values[values.length - 1], histogram.max());
    }

    @Test
    void anEmptyHistogramSaysZero() {
        assertEquals(0, new Histogram().at(0.99));
    }

    @Test
    void aShareOutsideOfZeroToOneIsRefused() {
        var histogram = new Histogram();
        assertThrows(IllegalArgumentException.class, () -> histogram.at(1.5));
        assertThrows(IllegalArgumentException.class, () -> histogram.at(Double.NaN));
    }
}
