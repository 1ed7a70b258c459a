// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tls;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values that belong to an object, not to its equals, for as long as somebody has that object. Any thread. */
final class IdentityCache<K, V> {

    private static final class Key<K> extends WeakReference<K> {
        private final int hash;

        Key(K referent, @Nullable ReferenceQueue<K> queue) {
            super(referent, queue);
            this.hash = System.identityHashCode(referent);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other || (other instanceof Key<?> key && key.hash == hash && get() != null
                    && key.get() == get());
        }
    }

    private final Map<Key<K>, V> values = new HashMap<>();
    private final ReferenceQueue<K> gone = new ReferenceQueue<>();

    synchronized V get(K object, Function<K, V> maker) {
        for (Object key = gone.poll(); key != null; key = gone.poll()) {
            values.remove(key);
        }
        V known = values.get(new Key<>(object, null));
        if (known != null) {
            return known;
        }
        V made = maker.apply(object);
        values.put(new Key<>(object, gone), made);
        return made;
    }
}
