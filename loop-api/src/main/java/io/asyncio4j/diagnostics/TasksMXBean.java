// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import java.util.List;

/**
 * The tasks of all loops of this JVM, for JMX clients; what {@code python -m asyncio ps} and {@code pstree} print. Any
 * thread. A loop that does not answer within half a second, because a callback blocks it, is looked at as it is.
 */
public interface TasksMXBean {

    /** The name it is registered under. */
    String OBJECT_NAME = "io.asyncio4j:type=Tasks";

    /**
     * Returns the unfinished tasks.
     *
     * @return a snapshot each, loop by loop
     */
    List<TaskSnapshot> getTasks();

    /**
     * Returns the tasks as a table.
     *
     * @return several lines
     */
    String ps();

    /**
     * Returns the tasks as a tree of who awaits whom.
     *
     * @return several lines
     */
    String pstree();
}
