// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What was made and still matters; the rest is forgotten now and then. */
final class Remembered<T> {

    private static final int FEW = 64;

    private final Predicate<? super T> matters;
    private final List<T> all = new ArrayList<>();
    private int tidyAt = FEW;

    Remembered(Predicate<? super T> matters) {
        this.matters = matters;
    }

    <S extends T> S add(S made) {
        if (all.size() >= tidyAt) {
            all.removeIf(matters.negate());
            tidyAt = Math.max(FEW, 2 * all.size());
        }
        all.add(made);
        return made;
    }

    List<T> relevant() {
        return all.stream().filter(matters).toList();
    }

    void clear() {
        all.clear();
    }
}
