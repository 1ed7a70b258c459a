// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The channels that belong to the loop; asyncio's {@code _transports}, and more.
 *
 * <p>
 * asyncio keeps them to refuse a socket that a transport uses already, and leaves what is open at the end to Python's
 * finalisers. Java has none, so whatever the loop has opened or taken over stands here until it is closed, and what is
 * left when the loop is closed is closed with it.
 */
final class Holdings {

    private final SelectorNetwork loop;
    private final Set<SelectableChannel> held = Collections.newSetFromMap(new IdentityHashMap<>());

    Holdings(SelectorNetwork loop) {
        this.loop = loop;
    }

    <C extends SelectableChannel> C take(String operation, C channel) {
        checkFree(operation, channel);
        held.add(channel);
        return channel;
    }

    void checkFree(String operation, SelectableChannel channel) {
        if (held.contains(channel)) {
            throw new IllegalStateException(operation + ": " + channel + " is used by a transport or a server");
        }
    }

    void close(SelectableChannel channel) {
        held.remove(channel);
        loop.watchers().close(channel);
    }

    int open() {
        return held.size();
    }

    void closeAll() {
        List<SelectableChannel> left = new ArrayList<>(held);
        left.forEach(this::close);
    }
}
