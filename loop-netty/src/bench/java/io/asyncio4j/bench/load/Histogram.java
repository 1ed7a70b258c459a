// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

/**
 * A histogram of durations in nanoseconds with a relative error below 1 % and a fixed size, as HdrHistogram has it. One
 * thread records and reads.
 *
 * <p>Values below {@value #EXACT} have a bucket each. Above, each power of two is cut into {@value #STEPS} buckets: the
 * exponent and the {@value #BITS} bits after the leading one are the bucket's number.
 */
public final class Histogram {
    private static final int BITS = 7;
    private static final int STEPS = 1 << BITS;
    private static final int EXACT = STEPS;

    private final long[] buckets = new long[bucketOf(Long.MAX_VALUE) + 1];
    private long count;
    private long max;

    /** Adds one value; a negative one counts as 0. */
    public void record(long nanos) {
        long value = Math.max(0, nanos);
        buckets[bucketOf(value)]++;
        count++;
        max = Math.max(max, value);
    }

    /** Adds all values of another histogram. */
    public void addAll(Histogram other) {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] += other.buckets[i];
        }
        count += other.count;
        max = Math.max(max, other.max);
    }

    /** How many values were recorded. */
    public long count() {
        return count;
    }

    /** The largest value recorded, exactly; 0 when there is none. */
    public long max() {
        return max;
    }

    /**
     * The value at or below which the given share of all values lies.
     *
     * @param share 0 to 1: 0.5 is the median, 0.99 the 99th percentile
     * @return nanoseconds, at most 1 % above the true value; 0 when nothing was recorded
     * @throws IllegalArgumentException when the share is not in 0..1
     */
    public long at(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("at: share is " + share + "; give a number from 0 to 1");
        }
        long wanted = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int bucket = 0; bucket < buckets.length; bucket++) {
            seen += buckets[bucket];
            if (seen >= wanted) {
                return Math.min(max, highestOf(bucket));
            }
        }
        return max;
    }

    static int bucketOf(long value) {
        if (value < EXACT) {
            return (int) value;
        }
        int shift = 63 - Long.numberOfLeadingZeros(value) - BITS;
        return (shift << BITS) + (int) (value >>> shift);
    }

    static long highestOf(int bucket) {
        if (bucket < 2 * EXACT) {
            return bucket;
        }
        int shift = (bucket >> BITS) - 1;
        long lowest = (long) (bucket - (shift << BITS)) << shift;
        return lowest + (1L << shift) - 1;
    }
}
