// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import java.util.Arrays;

/**
 * The bytes that have arrived and were not read: a queue of the arrays in which they came, so that a read that takes a
 * whole array gets that array and nothing is copied.
 *
 * <p>
 * Small arrivals are gathered into the last array, as an array for each byte of a dripping peer would cost 20 times its
 * size. Only the first array may be read in part, only the last may have room.
 */
final class Chunks {

    static final byte[] NOTHING = new byte[0];

    /** An arrival below this size joins the one before; above it a copy costs more than it saves. */
    private static final int SMALL = 256;

    private static final int GATHERED = 4096;

    /** A ring whose capacity is a power of two: {@code count} arrays from {@code first}, each valid up to its end. */
    private byte[][] arrays = {NOTHING};

    private int[] ends = new int[1];
    private int first;
    private int count;

    /** Where the first array's unread bytes begin. */
    private int start;

    private int size;

    int size() {
        return size;
    }

    /** Keeps {@code data} itself, or copies it if it is small. */
    void add(byte[] data) {
        size += data.length;
        if (data.length < SMALL && count > 0 && gather(data)) {
            return;
        }
        append(data, data.length);
    }

    private boolean gather(byte[] data) {
        int last = slot(count - 1);
        byte[] array = arrays[last];
        int end = ends[last];
        int needed = end + data.length;
        if (needed > array.length) {
            if (end >= GATHERED / 2 || needed > GATHERED) {
                return false;
            }
            array = Arrays.copyOf(array, Math.max(2 * needed, SMALL));
            arrays[last] = array;
        }
        System.arraycopy(data, 0, array, end, data.length);
        ends[last] = needed;
        return true;
    }

    private void append(byte[] data, int end) {
        if (count == arrays.length) {
            grow();
        }
        int slot = slot(count++);
        arrays[slot] = data;
        ends[slot] = end;
    }

    private void grow() {
        int capacity = arrays.length;
        byte[][] moreArrays = new byte[2 * capacity][];
        int[] moreEnds = new int[2 * capacity];
        for (int i = 0; i < count; i++) {
            moreArrays[i] = arrays[slot(i)];
            moreEnds[i] = ends[slot(i)];
        }
        arrays = moreArrays;
        ends = moreEnds;
        first = 0;
    }

    private int slot(int index) {
        return (first + index) & (arrays.length - 1);
    }

    /** Takes the first {@code n} bytes, of those that are there; without a copy if they are exactly one array. */
    byte[] take(int n) {
        int length = Math.min(n, size);
        if (length == 0) {
            return NOTHING;
        }
        byte[] head = arrays[first];
        if (start == 0 && length == head.length && ends[first] == length) {
            size -= length;
            dropFirst();
            return head;
        }
        byte[] taken = new byte[length];
        for (int done = 0; done < length;) {
            int available = Math.min(length - done, ends[first] - start);
            System.arraycopy(arrays[first], start, taken, done, available);
            done += available;
            skip(available);
        }
        return taken;
    }

    private void skip(int n) {
        start += n;
        size -= n;
        if (start == ends[first]) {
            dropFirst();
        }
    }

    private void dropFirst() {
        arrays[first] = NOTHING;
        start = 0;
        first = slot(1);
        count--;
    }

    /** All bytes, which stay here as well. */
    byte[] copy() {
        byte[] all = new byte[size];
        int done = 0;
        for (int i = 0; i < count; i++) {
            int from = i == 0 ? start : 0;
            int length = ends[slot(i)] - from;
            System.arraycopy(arrays[slot(i)], from, all, done, length);
            done += length;
        }
        return all;
    }

    void clear() {
        while (count > 0) {
            dropFirst();
        }
        size = 0;
    }

    /**
     * Where a search has come to. It stays valid while bytes are only added, so that a waiting read looks at each byte
     * once, however small the pieces are in which they come.
     */
    final class Search {
        /** For {@link #find(int)}: wherever it ends. */
        private static final int ANYWHERE = Integer.MAX_VALUE;

        private final byte[] separator;

        /** The candidate: an array, a position in it, and the same place counted from the first unread byte. */
        private int index;

        private int position = start;
        private int offset;

        Search(byte[] separator) {
            this.separator = separator;
        }

        int length() {
            return separator.length;
        }

        /** Returns where the separator starts, counted from the first unread byte, or -1 if it is not there yet. */
        int find() {
            return find(ANYWHERE);
        }

        /** As {@link #find()}, but only for one that ends before {@code bound}, counted likewise. */
        int find(int bound) {
            byte head = separator[0];
            for (; index < count; index++, position = 0) {
                byte[] array = arrays[slot(index)];
                int end = ends[slot(index)];
                while (position < end) {
                    int starts = bound - separator.length - offset;
                    if (starts <= 0) {
                        return -1;
                    }
                    int to = starts < end - position ? position + starts : end;
                    int hit = Bytes.indexOf(array, position, to, head);
                    int reached = hit < 0 ? to : hit;
                    offset += reached - position;
                    position = reached;
                    if (hit < 0) {
                        continue;
                    }
                    if (size - offset < separator.length) {
                        return -1;
                    }
                    if (separator.length == 1 || matches()) {
                        return offset;
                    }
                    position++;
                    offset++;
                }
                if (index == count - 1) {
                    // The last array may still grow: stay at its end.
                    return -1;
                }
            }
            return -1;
        }

        private boolean matches() {
            int in = index;
            int at = position;
            for (byte expected : separator) {
                if (at == ends[slot(in)]) {
                    in++;
                    at = 0;
                }
                if (arrays[slot(in)][at++] != expected) {
                    return false;
                }
            }
            return true;
        }
    }
}
