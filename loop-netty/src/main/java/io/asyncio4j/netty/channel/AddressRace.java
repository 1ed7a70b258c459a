// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressInfo;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tries addresses until one of them answers: one after the other, or with "happy eyeballs" (RFC 8305), where the next one
 * starts beside the others after a delay, or as soon as one has failed. Loop only; knows nothing of channels.
 *
 * <p>State: running until the first of: a winner, an error that is no error of I/O, the last failure, {@link #cancel()}. Each
 * of them cancels the attempts that are under way, and whatever those say afterwards is disposed of.
 *
 * @param <C> what an attempt wins
 */
final class AddressRace<C> {

    /** Starts an attempt and says how it can be given up. */
    interface Dialer<C> {
        /** The attempt tells {@code result} exactly once, in a callback of the loop, unless it is given up. */
        Runnable dial(AddressInfo address, Result<C> result);
    }

    /** Where the outcome of an attempt goes to. */
    interface Result<C> {
        void won(C connection);

        void failed(Throwable error);
    }

    /** Where the outcome of the race goes to; exactly one of them is called, once, unless the race is cancelled. */
    interface Finish<C> {
        void won(C connection);

        /** All failed: the errors in the order of the addresses. */
        void lost(List<Throwable> errors);

        /** Something else than I/O failed. */
        void broken(Throwable error);
    }

    private final AbstractEventLoop loop;
    private final List<AddressInfo> addresses;
    private final @Nullable Double delaySeconds;
    private final Dialer<C> dialer;
    private final Finish<C> finish;
    private final Context context;

    private final Map<Integer, Runnable> underWay = new LinkedHashMap<>();
    private final Map<Integer, Throwable> errors = new TreeMap<>();
    private int next;
    private @Nullable TimerHandle timer;
    private boolean over;

    AddressRace(
            AbstractEventLoop loop,
            List<AddressInfo> addresses,
            @Nullable Double delaySeconds,
            Context context,
            Dialer<C> dialer,
            Finish<C> finish) {
        this.loop = loop;
        this.addresses = List.copyOf(addresses);
        this.delaySeconds = delaySeconds;
        this.context = context;
        this.dialer = dialer;
        this.finish = finish;
    }

    void start() {
        startNext();
    }

    private void startNext() {
        stopTimer();
        if (over) {
            return;
        }
        if (next == addresses.size()) {
            if (underWay.isEmpty()) {
                over = true;
                finish.lost(new ArrayList<>(errors.values()));
            }
            return;
        }
        int index = next++;
        if (delaySeconds != null && next < addresses.size()) {
            timer = loop.callLater(delaySeconds, this::startNext, context);
        }
        Runnable giveUp = dialer.dial(addresses.get(index), new Attempt(index));
        if (over) {
            giveUp.run();
        } else {
            underWay.put(index, giveUp);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void end() {
        over = true;
        stopTimer();
        underWay.values().forEach(Runnable::run);
        underWay.clear();
    }

    /** Gives all attempts up; nothing is told any more. */
    void cancel() {
        if (!over) {
            end();
        }
    }

    private final class Attempt implements Result<C> {
        private final int index;

        Attempt(int index) {
            this.index = index;
        }

        @Override
        public void won(C connection) {
            underWay.remove(index);
            end();
            finish.won(connection);
        }

        @Override
        public void failed(Throwable error) {
            underWay.remove(index);
            if (!(error instanceof IOException)) {
                end();
                finish.broken(error);
                return;
            }
            errors.put(index, error);
            startNext();
        }
    }

    /**
     * Puts addresses into the order in which they are tried: the first {@code firstCount - 1} of the first family, then by
     * turns of all families, each family in its own order; asyncio's {@code _interleave_addrinfos}.
     *
     * @param firstCount 0 to leave the order alone
     */
    static List<AddressInfo> interleave(List<AddressInfo> addresses, int firstCount) {
        if (firstCount == 0 || addresses.isEmpty()) {
            return addresses;
        }
        Map<AddressFamily, ArrayDeque<AddressInfo>> families = new LinkedHashMap<>();
        for (AddressInfo address : addresses) {
            families.computeIfAbsent(address.family(), family -> new ArrayDeque<>()).add(address);
        }
        List<AddressInfo> order = new ArrayList<>(addresses.size());
        ArrayDeque<AddressInfo> firstFamily = families.values().iterator().next();
        for (int i = 1; i < firstCount && !firstFamily.isEmpty(); i++) {
            order.add(firstFamily.remove());
        }
        while (order.size() < addresses.size()) {
            for (ArrayDeque<AddressInfo> family : families.values()) {
                if (!family.isEmpty()) {
                    order.add(family.remove());
                }
            }
        }
        return order;
    }
}
