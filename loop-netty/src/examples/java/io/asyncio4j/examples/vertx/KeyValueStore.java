// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.vertx;

import io.asyncio4j.sync.Event;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values by name, for one event loop: no locks, as in asyncio. */
final class KeyValueStore {

    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Event> awaited = new HashMap<>();

    @Nullable String get(String key) {
        return values.get(key);
    }

    void set(String key, String value) {
        values.put(key, value);
        Event event = awaited.remove(key);
        if (event != null) {
            event.set();
        }
    }

    /** Waits, in a coroutine, until the key has a value. */
    String await(String key) {
        while (true) {
            String value = values.get(key);
            if (value != null) {
                return value;
            }
            awaited.computeIfAbsent(key, unknown -> new Event()).await();
        }
    }
}
