// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What was read and not delivered yet, in order: {@code byte[]}, {@code ByteBuf}, {@link #EOF}, or the {@code Throwable} that
 * ended reading. Loop only. Usually it holds one thing or nothing, so the common case needs no collection.
 */
final class InboundQueue {

    /** The peer has ended its side. */
    static final Object EOF = new Object();

    private @Nullable Object first;
    private @Nullable ArrayDeque<Object> rest;

    boolean isEmpty() {
        return first == null;
    }

    void add(Object item) {
        if (first == null) {
            first = item;
            return;
        }
        ArrayDeque<Object> more = rest;
        if (more == null) {
            more = new ArrayDeque<>(4);
            rest = more;
        }
        more.add(item);
    }

    @Nullable Object peek() {
        return first;
    }

    /** Takes the first thing off; its buffer, if it is one, is the caller's to release. */
    void remove() {
        ArrayDeque<Object> more = rest;
        if (more == null) {
            first = null;
            return;
        }
        first = more.poll();
        if (more.isEmpty()) {
            rest = null;
        }
    }

    /** Takes the end off, if it is the last thing. */
    void removeEnd() {
        ArrayDeque<Object> more = rest;
        if (more == null) {
            first = first == EOF ? null : first;
        } else if (more.peekLast() == EOF) {
            more.pollLast();
            rest = more.isEmpty() ? null : more;
        }
    }

    /** What reading failed with: nothing comes behind it. */
    @Nullable Throwable error() {
        ArrayDeque<Object> more = rest;
        Object last = more == null ? first : more.peekLast();
        return last instanceof Throwable error ? error : null;
    }

    /** Puts a shorter one in the place of the first thing. */
    void replaceFirst(Object item) {
        first = item;
    }

    void clear() {
        while (first != null) {
            ReferenceCountUtil.release(first);
            remove();
        }
    }
}
