// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Names what differs between two records, so that a wither that moves the wrong value is found. */
final class Changes {

    private Changes() {}

    static <R extends Record> List<String> changes(R one, R other) {
        List<String> changed = new ArrayList<>();
        for (RecordComponent component : one.getClass().getRecordComponents()) {
            try {
                Object before = component.getAccessor().invoke(one);
                Object after = component.getAccessor().invoke(other);
                if (!Objects.equals(before, after)) {
                    changed.add(component.getName());
                }
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return changed;
    }
}
