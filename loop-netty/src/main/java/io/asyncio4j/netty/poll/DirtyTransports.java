// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The transports that have queued something since the last flush. Loop only.
 *
 * <p>A transport adds itself when its queue was empty before; so everything that one step of a task or one batch of
 * callbacks writes leaves in one system call a transport.
 *
 * <p>Two lists take turns: what becomes dirty during a flush (a protocol that answers on another transport) is flushed
 * by the same call, in a further round, and never disturbs the list that is being walked.
 */
public final class DirtyTransports {

    /** What can be flushed. It is off the list when {@link #flush} is called, and may add itself again. */
    public interface Flushable {
        /** Sends what is queued; must not throw. */
        void flush();
    }

    private List<Flushable> dirty = new ArrayList<>();
    private List<Flushable> flushing = new ArrayList<>();

    /** Those that may wait for some iterations, but not beyond the end of the run. */
    private final Set<Flushable> patient = new LinkedHashSet<>();

    /** Constructs an empty list. */
    public DirtyTransports() {}

    /**
     * Has it flushed at the end of the running step or batch.
     *
     * @param transport a transport that is not on the list
     */
    public void add(Flushable transport) {
        dirty.add(transport);
    }

    /**
     * Has it flushed when the loop stops running, unless it has said that it waits no longer.
     *
     * @param transport which
     */
    public void addPatient(Flushable transport) {
        patient.add(transport);
    }

    /**
     * Takes a transport off the list of those that wait for the end of the run.
     *
     * @param transport which
     */
    public void removePatient(Flushable transport) {
        patient.remove(transport);
    }

    /** Flushes those that could have waited longer: the loop stops. */
    public void flushPatient() {
        dirty.addAll(patient);
        patient.clear();
        flush();
    }

    /** {@return whether nothing waits to be flushed} */
    public boolean isEmpty() {
        return dirty.isEmpty();
    }

    /**
     * Flushes until nothing is dirty. Called within a flush it does nothing: the outer call takes care of what was
     * added.
     */
    public void flush() {
        if (dirty.isEmpty() || !flushing.isEmpty()) {
            return;
        }
        do {
            List<Flushable> round = dirty;
            dirty = flushing;
            flushing = round;
            int next = 0;
            try {
                while (next < round.size()) {
                    round.get(next++).flush();
                }
            } finally {
                // An error out of a flush must not strand the others: they believe that they are on the list.
                if (next < round.size()) {
                    dirty.addAll(round.subList(next, round.size()));
                }
                round.clear();
            }
        } while (!dirty.isEmpty());
    }
}
