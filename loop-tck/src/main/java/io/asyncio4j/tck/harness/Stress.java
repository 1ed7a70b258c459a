// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The stress tier, {@code tck.tier=stress}: each rule is repeated while other threads take the processors for random moments,
 * what rules do beside the loop comes a random moment later, and what peers send comes in random slices. The seed of all this
 * chance is shown with each failure; {@code tck.seed} repeats it, as far as the system's scheduler does. Any thread.
 */
public final class Stress {

    /** Rules that are about order; those that are about time cannot be judged under load. */
    public static final String RULES = "SCHED,CTX,FUT,TASK,EAGER,AGG,LOCK,QUEUE,STRM,CONN,SRV,TR,BUF,TLS,UDP";

    private static final int ROUNDS = 5;
    private static final double PATIENCE = 5;
    private static final int LONGEST_MICROS = 2000;
    private static final int SMALL_BYTES = 1000;

    private static @Nullable Stress current;

    private final long seed;
    private final int rounds;
    private Random chance;

    private Stress(long seed, int rounds) {
        this.seed = seed;
        this.rounds = rounds;
        this.chance = new Random(seed);
    }

    /**
     * Tells whether the stress tier was asked for.
     *
     * @return false in the default tier
     * @throws IllegalArgumentException if {@code tck.tier} is neither {@code default} nor {@code stress}
     */
    public static boolean isOn() {
        String tier = System.getProperty("tck.tier", "default").toLowerCase(Locale.ROOT);
        if (!tier.equals("default") && !tier.equals("stress")) {
            throw new IllegalArgumentException("tck.tier: there is no tier \"" + tier + "\"; it is default or stress");
        }
        return tier.equals("stress");
    }

    /** The load, which begins with the first call and lasts as long as the JVM; null in the default tier. */
    static synchronized @Nullable Stress current() {
        if (!isOn()) {
            return null;
        }
        Stress made = current;
        if (made == null) {
            made = new Stress(
                    Long.getLong("tck.seed", new Random().nextInt(1_000_000)),
                    Integer.getInteger("tck.rounds", ROUNDS));
            current = made;
            System.getLogger(LogCapture.ROOT + ".tck").log(System.Logger.Level.INFO, made.toString());
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                Random own = new Random(made.seed + i + 1);
                Thread.ofPlatform().daemon().name("tck-load-" + i).start(() -> load(own));
            }
        }
        return made;
    }

    /** How many times longer than usual to wait before something counts as hung: the load takes its share. */
    static double patience() {
        return isOn() ? PATIENCE : 1;
    }

    int rounds() {
        return rounds;
    }

    /** What is random in a round depends on the seed, the rule and the round, not on what ran before. */
    synchronized void begin(String id, int round) {
        chance = new Random(seed * 31 + id.hashCode() + round);
    }

    /** Lets a random moment pass in the stress tier, none in the default tier. */
    public static void delay() {
        Stress on = current();
        if (on != null) {
            LockSupport.parkNanos(on.moment());
        }
    }

    /**
     * Cuts what is to be sent: in the stress tier a random part of it, in the default tier all. What is small stays whole, as
     * rules look at it as one piece.
     *
     * @param bytes how many there are
     * @return how many to send now; 0 only of none
     */
    public static int part(int bytes) {
        Stress on = current();
        return on == null || bytes <= SMALL_BYTES ? bytes : on.upTo(bytes);
    }

    /** Few of a million are small parts, or nothing would come to an end. */
    private synchronized int upTo(int bytes) {
        return Math.max(SMALL_BYTES, chance.nextInt(bytes) + 1);
    }

    private synchronized long moment() {
        return chance.nextInt(LONGEST_MICROS / 2) * 1000L;
    }

    /** Takes a processor and gives it back, for random moments. */
    private static void load(Random chance) {
        while (true) {
            long end = System.nanoTime() + chance.nextInt(LONGEST_MICROS) * 1000L;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(chance.nextInt(LONGEST_MICROS) * 1000L);
        }
    }

    @Override
    public String toString() {
        return "stress tier: " + rounds + " rounds, repeat with -Dtck.tier=stress -Dtck.seed=" + seed;
    }
}
