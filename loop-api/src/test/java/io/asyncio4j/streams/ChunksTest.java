// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue of chunks against the plainest model of it: one array. */
class ChunksTest {

    private final Chunks chunks = new Chunks();
    private byte[] model = {};

    private void add(byte[] data) {
        chunks.add(data.clone());
        int before = model.length;
        model = Arrays.copyOf(model, before + data.length);
        System.arraycopy(data, 0, model, before, data.length);
    }

    private void take(int n) {
        int length = Math.min(n, model.length);
        assertArrayEquals(Arrays.copyOf(model, length), chunks.take(n));
        model = Arrays.copyOfRange(model, length, model.length);
        assertEquals(model.length, chunks.size());
    }

    @Test
    void wholeArrayIsHandedOnWithoutACopy() {
        byte[] first = new byte[1000];
        byte[] second = new byte[2000];
        chunks.add(first);
        chunks.add(second);
        assertSame(first, chunks.take(1000));
        assertSame(second, chunks.take(5000));
        assertSame(Chunks.NOTHING, chunks.take(5000));
    }

    @Test
    void arrayThatWasHandedOnIsNotWrittenTo() {
        byte[] small = {1, 2, 3};
        chunks.add(small);
        assertSame(small, chunks.take(3));
        chunks.add(new byte[] {4});
        assertArrayEquals(new byte[] {1, 2, 3}, small);
        assertArrayEquals(new byte[] {4}, chunks.take(9));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 300, 5000})
    void anySequenceOfAddsAndTakesGivesTheSameBytes(int largest) {
        Random random = new Random(largest);
        for (int i = 0; i < 3000; i++) {
            byte[] data = new byte[random.nextInt(largest) + 1];
            random.nextBytes(data);
            add(data);
            if (random.nextInt(3) > 0) {
                take(random.nextInt(2 * largest) + 1);
            }
        }
        take(model.length);
        assertEquals(0, chunks.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "ab", "aab", "abaabab"})
    void searchFindsWhatASearchOfOneArrayFinds(String separator) {
        Random random = new Random(separator.length());
        for (int i = 0; i < 500; i++) {
            Chunks searched = new Chunks();
            StringBuilder text = new StringBuilder();
            if (random.nextBoolean()) {
                // A first array that was read in part.
                searched.add(new byte[300]);
                searched.take(random.nextInt(300));
                text.append("\0".repeat(searched.size()));
            }
            Chunks.Search search = searched.new Search(separator.getBytes());
            for (int piece = 0; piece < 40; piece++) {
                StringBuilder more = new StringBuilder();
                int length = random.nextInt(10) == 0 ? 300 : random.nextInt(3) + 1;
                for (int j = 0; j < length; j++) {
                    more.append(random.nextInt(4) == 0 ? 'b' : 'a');
                }
                searched.add(more.toString().getBytes());
                text.append(more);
                int expected = text.indexOf(separator);
                assertEquals(expected, search.find(), () -> separator + " in " + text);
                if (expected >= 0) {
                    break;
                }
            }
        }
    }

    @Test
    void byteIsFoundWhereverItIs() {
        for (int length = 0; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                for (byte wanted : new byte[] {10, 0, -1, (byte) 0x80}) {
                    byte[] data = new byte[length];
                    Arrays.fill(data, (byte) (wanted + 1));
                    data[at] = wanted;
                    assertEquals(at, Bytes.indexOf(data, 0, length, wanted));
                    assertEquals(at, Bytes.indexOf(data, at, length, wanted));
                    assertEquals(-1, Bytes.indexOf(data, at + 1, length, wanted));
                    assertEquals(-1, Bytes.indexOf(data, 0, at, wanted));
                }
            }
        }
    }
}
