// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import java.util.ArrayList;
import java.util.List;

/** What happened in a rule, in order; compared as a whole. Any thread. */
public final class EventLog {

    private final List<String> seen = new ArrayList<>();

    /** Makes an empty log. */
    public EventLog() {}

    /**
     * Notes an event.
     *
     * @param event what happened, in a word or two
     */
    public synchronized void add(String event) {
        seen.add(event);
    }

    /**
     * Returns a callback that notes an event.
     *
     * @param event what happened when it is called
     * @return a new callback
     */
    public Runnable adding(String event) {
        return new Adding(this, event);
    }

    private record Adding(EventLog log, String event) implements Runnable {
        @Override
        public void run() {
            log.add(event);
        }

        @Override
        public String toString() {
            return "log \"" + event + "\"";
        }
    }

    /**
     * Returns what was noted so far.
     *
     * @return a copy
     */
    public synchronized List<String> events() {
        return List.copyOf(seen);
    }

    /**
     * Counts an event.
     *
     * @param event as noted
     * @return how often
     */
    public int count(String event) {
        return (int) events().stream().filter(event::equals).count();
    }

    /** Forgets what was noted, for a rule in several parts. */
    public synchronized void clear() {
        seen.clear();
    }

    /**
     * Asserts that exactly these events were noted, in this order.
     *
     * @param allowed the events
     * @throws AssertionError that shows both lists and where they part
     */
    public void expect(String... allowed) {
        List<String> events = events();
        List<String> wanted = List.of(allowed);
        if (events.equals(wanted)) {
            return;
        }
        int at = 0;
        while (at < Math.min(events.size(), wanted.size()) && events.get(at).equals(wanted.get(at))) {
            at++;
        }
        String difference = at == events.size()
                ? "\"" + wanted.get(at) + "\" is missing at the end"
                : at == wanted.size()
                        ? "\"" + events.get(at) + "\" is too much at the end"
                        : "place " + (at + 1) + " has \"" + events.get(at) + "\" where \"" + wanted.get(at)
                                + "\" belongs";
        throw new AssertionError(
                "the events differ: " + difference + "\n  allowed: " + wanted + "\n  seen:    " + events);
    }

    /**
     * Like {@link #expect}, and forgets the events then: for a rule in several parts.
     *
     * @param allowed the events
     * @throws AssertionError that shows both lists and where they part
     */
    public void take(String... allowed) {
        expect(allowed);
        clear();
    }

    @Override
    public String toString() {
        return events().toString();
    }
}
