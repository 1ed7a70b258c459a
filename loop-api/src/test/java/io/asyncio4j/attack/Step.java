// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One statement of a random program.
 *
 * @param kind what it does
 * @param which the number of the lock, queue or other thing that it is about
 * @param amount seconds or a count, as the kind needs it
 * @param parts the statements in it; for kinds of several tasks each part is one task
 */
record Step(Kind kind, int which, int amount, List<Step> parts) {

    enum Kind {
        /** What a task does: statements one after the other. */
        TASK,
        SLEEP,
        LOCK,
        PERMIT,
        PUT,
        GET,
        JOIN,
        SHUT_DOWN,
        SET_EVENT,
        CLEAR_EVENT,
        AWAIT_EVENT,
        NOTIFY,
        AWAIT_NOTICE,
        MEET,
        FEED,
        READ,
        /** A deadline around statements. */
        TIMEOUT,
        /** Children beside the statements of the block, which are the last part. */
        GROUP,
        /** Tasks that are gathered. */
        GATHER,
        /** Tasks of which the first one is waited for, with a limit; the others go on. */
        WAIT,
        /** A generator that runs statements before each item. */
        GENERATE,
        /** A task that is waited for with a limit. */
        WAIT_FOR,
        /** A task behind a shield. */
        SHIELD,
        /** Statements, and as last part a cleanup that suspends. */
        CLEANUP,
        /** Statements from which no cancellation gets out. */
        STUBBORN,
        /** Cancels some task. */
        CANCEL,
        FAIL
    }

    static Step of(Kind kind, int which, int amount, Step... parts) {
        return new Step(kind, which, amount, List.of(parts));
    }

    /** How many statements this is. */
    int size() {
        return 1 + parts.stream().mapToInt(Step::size).sum();
    }

    /** All programs with one statement less, the largest ones left out first. */
    List<Step> shrunk() {
        List<Step> smaller = new ArrayList<>();
        boolean needsLast = Set.of(Kind.CLEANUP, Kind.GROUP, Kind.WAIT_FOR, Kind.SHIELD).contains(kind);
        for (int i = 0; i < parts.size(); i++) {
            if (needsLast && i == parts.size() - 1) {
                continue;
            }
            List<Step> rest = new ArrayList<>(parts);
            rest.remove(i);
            smaller.add(new Step(kind, which, amount, rest));
        }
        for (int i = 0; i < parts.size(); i++) {
            for (Step part : parts.get(i).shrunk()) {
                List<Step> changed = new ArrayList<>(parts);
                changed.set(i, part);
                smaller.add(new Step(kind, which, amount, changed));
            }
        }
        return smaller;
    }

    private void print(String indent, StringBuilder text) {
        text.append(indent).append(kind.name().toLowerCase(java.util.Locale.ROOT));
        if (kind != Kind.TASK || amount > 0) {
            text.append(' ').append(which).append(' ').append(amount);
        }
        text.append('\n');
        parts.forEach(part -> part.print(indent + "  ", text));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        print("", text);
        return text.toString();
    }
}
