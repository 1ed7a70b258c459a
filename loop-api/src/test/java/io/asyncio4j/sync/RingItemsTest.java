// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingItemsTest {

    @Test
    void keepsTheOrderOfAQueueThroughGrowthAndWrapping() {
        compare(false);
    }

    @Test
    void keepsTheOrderOfAStackThroughGrowthAndWrapping() {
        compare(true);
    }

    private static void compare(boolean lastFirst) {
        Random random = new Random(42);
        RingItems<Integer> items = new RingItems<>(lastFirst);
        ArrayDeque<Integer> model = new ArrayDeque<>();
        for (int i = 0; i < 10_000; i++) {
            int more = i % 200 < 100 ? 3 : 1;
            if (random.nextInt(4) < more) {
                items.add(i);
                model.addLast(i);
            } else if (!model.isEmpty()) {
                assertEquals(lastFirst ? model.removeLast() : model.removeFirst(), items.take());
            }
            assertEquals(model.size(), items.size());
        }
        items.clear();
        assertEquals(0, items.size());
        items.add(1);
        assertEquals(1, items.take());
    }
}
