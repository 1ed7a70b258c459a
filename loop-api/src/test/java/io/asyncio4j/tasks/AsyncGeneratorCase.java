// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import io.asyncio4j.Asyncio;
import java.util.ArrayList;
import java.util.List;

/** What the tests of generators share: a log, and a generator that writes into it. */
@org.junit.jupiter.api.Timeout(
        value = 30,
        threadMode = org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD)
abstract class AsyncGeneratorCase {

    final List<String> log = new ArrayList<>();

    /** Yields 1, 2 and so on, with a second between them. */
    AsyncGenerator<Integer> counting(int to) {
        return AsyncGenerator.of(out -> {
            try {
                for (int i = 1; i <= to; i++) {
                    log.add("makes " + i);
                    out.yield(i);
                    Asyncio.sleep(1);
                }
                log.add("done");
            } finally {
                log.add("finally");
            }
        });
    }
}
