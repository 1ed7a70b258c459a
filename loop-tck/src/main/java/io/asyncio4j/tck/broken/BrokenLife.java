// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import java.util.List;

/** Loops that break the rules of LIFE. */
final class BrokenLife {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("LIFE-14", "fails when closed twice", inner -> new ForwardingLoop(inner) {
                @Override
                public void close() {
                    checkOpen("close");
                    super.close();
                }
            }));

    private BrokenLife() {}
}
