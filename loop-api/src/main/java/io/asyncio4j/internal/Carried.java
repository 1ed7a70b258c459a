// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.internal;

import io.asyncio4j.context.Context;
import io.asyncio4j.context.ContextCarrier;
import io.asyncio4j.context.ContextVar;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the registered {@link ContextCarrier}s found on a thread at a moment; immutable. It is kept in the context as the value of
 * a variable that nobody else knows, and so is copied with it. No carriers are registered by default, and whoever asks
 * {@link #isOn()} first pays a look at a static field.
 *
 * <p>
 * <b>When what is true.</b> While code runs in a context, the thread's own values are the true ones: libraries change them
 * without a word. They are noted in the context when it is copied, and when it is left. So a thread that enters a context
 * installs what is noted there, and before it leaves notes what it has; coroutines have a thread of their own and do so at
 * their begin and end only. While the loop's thread
 * steps a task it is in the task's context, too, but its values are not the task's: then nothing is noted.
 */
public final class Carried {

    private static final ContextVar<Carried> KEY = ContextVar.of("carried");
    private static final ContextCarrier<?>[] NOBODY = new ContextCarrier<?>[0];
    private static final Carried NOTHING = new Carried(NOBODY, new Object[0]);

    /** Replaced, never changed. */
    private static volatile ContextCarrier<?>[] carriers = NOBODY;

    private final ContextCarrier<?>[] by;
    private final @Nullable Object[] values;

    private Carried(ContextCarrier<?>[] by, @Nullable Object[] values) {
        this.by = by;
        this.values = values;
    }

    /** Any thread. */
    public static synchronized void register(ContextCarrier<?> carrier) {
        ContextCarrier<?>[] old = carriers;
        if (!Arrays.asList(old).contains(carrier)) {
            ContextCarrier<?>[] more = Arrays.copyOf(old, old.length + 1);
            more[old.length] = carrier;
            carriers = more;
        }
    }

    /** Any thread. */
    public static synchronized void unregister(ContextCarrier<?> carrier) {
        carriers = Arrays.stream(carriers).filter(one -> one != carrier).toArray(ContextCarrier<?>[]::new);
    }

    /** Whether there is a carrier. */
    public static boolean isOn() {
        return carriers.length > 0;
    }

    /** What the calling thread has. */
    public static Carried capture() {
        ContextCarrier<?>[] all = carriers;
        @Nullable Object[] values = null;
        for (int i = 0; i < all.length; i++) {
            Object value = all[i].capture();
            if (value != null) {
                if (values == null) {
                    values = new Object[all.length];
                }
                values[i] = value;
            }
        }
        return values == null ? NOTHING : new Carried(all, values);
    }

    /** Gives the calling thread exactly that. */
    public void install() {
        ContextCarrier<?>[] all = carriers;
        for (int i = 0; i < all.length; i++) {
            install(all[i], by == all ? values[i] : valueOf(all[i]));
        }
    }

    private @Nullable Object valueOf(ContextCarrier<?> carrier) {
        int at = Arrays.asList(by).indexOf(carrier);
        return at < 0 ? null : values[at];
    }

    // It captured the value itself.
    @SuppressWarnings({"unchecked", "NullAway"})
    private static <T> void install(ContextCarrier<T> carrier, @Nullable Object value) {
        carrier.install((T) value);
    }

    // ---- with contexts

    /** Notes what the calling thread has in the context in which it runs; unless the coroutine's own thread has to do that. */
    public static void note() {
        ExecutionState state = ExecutionState.current();
        if (state.steps) {
            return;
        }
        Carried now = capture();
        if (!now.equals(noted(state.context))) {
            KEY.set(now);
        }
    }

    /** Gives the calling thread what is noted in a context. */
    public static void install(Context context) {
        noted(context).install();
    }

    private static Carried noted(Context context) {
        Carried noted = context.get(KEY);
        return noted == null ? NOTHING : noted;
    }

    /**
     * Gives the calling thread what is noted in the context that has just become the current one.
     *
     * @return what it had, which {@link #leave()} gives back
     */
    public static Carried enter() {
        Carried outer = capture();
        install(Context.current());
        return outer;
    }

    /** Notes what the calling thread has in the context that it is about to leave, and gives it what it had before. */
    public void leave() {
        note();
        install();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Carried carried
                        && by == carried.by
                        && Arrays.equals(values, carried.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(by), Arrays.hashCode(values));
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
