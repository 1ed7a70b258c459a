// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Looks for the end of a message: for one separator, or for the match that ends first of several, and of those that end
 * together for the shortest. Each separator has a search of its own, which looks at each byte once.
 *
 * <p>
 * Several advance in turn, window by window: a separator that is rare must not look through all that is buffered for each
 * line that another one ends.
 */
final class SeparatorSearch {

    private static final int FIRST_WINDOW = 1024;

    private static final Chunks.Search[] NONE = {};

    private final Chunks chunks;

    /** The search for the shortest, and for the others by length. */
    private final Chunks.Search first;

    private final Chunks.Search[] others;
    private int foundLength;

    /** For one separator that is not empty. */
    SeparatorSearch(Chunks chunks, byte[] separator) {
        this.chunks = chunks;
        this.first = chunks.new Search(separator);
        this.others = NONE;
    }

    /** For at least one separator, none of them empty. */
    SeparatorSearch(Chunks chunks, byte[][] separators) {
        byte[][] byLength = separators.clone();
        Arrays.sort(byLength, Comparator.comparingInt(separator -> separator.length));
        this.chunks = chunks;
        this.first = chunks.new Search(byLength[0]);
        this.others = new Chunks.Search[byLength.length - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = chunks.new Search(byLength[i + 1]);
        }
    }

    /** Returns where the separator of the winning match starts, or -1 if there is none yet. */
    int find() {
        if (others.length == 0) {
            foundLength = first.length();
            return first.find();
        }
        for (long window = FIRST_WINDOW;; window *= 2) {
            boolean all = window >= chunks.size();
            int start = findWithin(all ? Integer.MAX_VALUE : (int) window);
            if (start >= 0 || all) {
                return start;
            }
        }
    }

    private int findWithin(int window) {
        int start = first.find(window);
        int bound = window;
        if (start >= 0) {
            foundLength = first.length();
            bound = start + foundLength;
        }
        for (Chunks.Search other : others) {
            int at = other.find(bound);
            if (at >= 0) {
                start = at;
                foundLength = other.length();
                bound = at + foundLength;
            }
        }
        return start;
    }

    /** The length of the separator that {@link #find} found. */
    int foundLength() {
        return foundLength;
    }

    int longest() {
        return others.length == 0 ? first.length() : others[others.length - 1].length();
    }
}
