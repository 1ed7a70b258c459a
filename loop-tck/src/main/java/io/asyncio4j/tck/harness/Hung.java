// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import io.asyncio4j.events.AbstractEventLoop;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * Rules that hung and whose threads may still run: in a busy loop, in native code, behind a lock that they hold. They cannot be
 * ended, so they are kept from the rules that follow as far as one can, and named when one of these fails. Any thread.
 *
 * <p>
 * A hung loop is asked nothing on the calling thread: whatever holds the rule up may hold up whoever asks.
 */
final class Hung {

    private record Rule(String id, Thread thread, List<RuleThread> others) {
        boolean isAlive() {
            return thread.isAlive() || others.stream().anyMatch(other -> !other.hasEnded());
        }
    }

    /** The harness is one for the whole JVM, and so is what haunts it. */
    private static final List<Rule> RULES = new CopyOnWriteArrayList<>();

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);
    private static final Duration END_LIMIT = Duration.ofSeconds(1);

    private Hung() {}

    /** Describes where everything stands, then lets go of the rule: stops its loops and interrupts it, so that it may still end. */
    static String giveUp(String id, Thread thread, RuleContext tck) {
        String dump = answer("dump", () -> ThreadDump.of(thread, tck.loops()));
        if (dump == null) {
            dump = "its loops do not answer, not even with their tasks\n" + ThreadDump.of(thread, List.of());
        }
        answer("stop", () -> {
            tck.loops().forEach(Hung::stop);
            return "";
        });
        thread.interrupt();
        tck.threads().forEach(other -> other.thread().interrupt());
        try {
            if (!thread.join(END_LIMIT)) {
                RULES.add(new Rule(id, thread, List.copyOf(tck.threads())));
                addCarrier();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return dump;
    }

    /** Names the hung rules that still run: what comes out of others may be their doing. */
    static List<String> stillRunning() {
        List<String> ids = new ArrayList<>();
        for (Rule rule : RULES) {
            if (rule.isAlive()) {
                ids.add(rule.id);
            } else {
                RULES.remove(rule);
            }
        }
        return ids;
    }

    /** Whether a thread belongs to a hung rule; how it ends is no matter of the rule that runs now. */
    static boolean owns(Thread thread) {
        return RULES.stream().anyMatch(rule -> rule.thread == thread
                || rule.others.stream().anyMatch(other -> other.thread() == thread));
    }

    private static void stop(AbstractEventLoop loop) {
        try {
            loop.callSoonThreadsafe(loop::stop);
        } catch (RuntimeException closed) {
            // It has ended after all.
        }
    }

    private static @org.jspecify.annotations.Nullable String answer(String what, Supplier<String> question) {
        AtomicReference<String> answer = new AtomicReference<>();
        Thread asking = Thread.ofPlatform().daemon().name("tck-hung-" + what).start(() -> answer.set(question.get()));
        try {
            asking.join(ANSWER_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return answer.get();
    }

    /** A coroutine that never suspends keeps a carrier thread of the JDK's scheduler: the others get one more for it. */
    private static void addCarrier() {
        try {
            VirtualThreadSchedulerMXBean scheduler =
                    ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
            scheduler.setParallelism(scheduler.getParallelism() + 1);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            // There is no scheduler to be asked, or no more room: the rules that follow are slower, or hang too.
            System.getLogger(LogCapture.ROOT + ".tck").log(System.Logger.Level.DEBUG, "no carrier thread more", e);
        }
    }
}
