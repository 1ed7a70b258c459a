// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import java.util.function.UnaryOperator;

/**
 * A loop that breaks one rule.
 *
 * @param id the rule
 * @param words what it does: "a loop that ..."
 * @param decorator makes it from a sound loop
 */
record BrokenLoop(String id, String words, UnaryOperator<AbstractEventLoop> decorator) {

    String area() {
        return id.substring(0, id.indexOf('-'));
    }
}
