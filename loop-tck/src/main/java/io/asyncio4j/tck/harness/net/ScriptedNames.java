// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Host names that resolve to what a rule asks for. {@link ScriptedResolver} answers them for the whole JVM, so a loop under
 * test that looks names up with the JDK gets exactly these addresses, in this order. Any thread.
 */
public final class ScriptedNames {

    private static final String SUFFIX = ".asyncio4j-tck.test";

    private static final long LOOKUP_LIMIT_SECONDS = 20;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static final Map<String, Answer> ANSWERS = new ConcurrentHashMap<>();

    private static final Map<String, Integer> LOOKUPS = new ConcurrentHashMap<>();

    private ScriptedNames() {}

    /**
     * A name that resolves to some literal addresses.
     *
     * @param addresses the addresses in the order of the answer; none: an empty answer
     * @return a new name
     */
    public static String of(String... addresses) {
        return register(new Answer(List.of(addresses), null));
    }

    /**
     * A name whose lookup takes until a latch is open.
     *
     * @param open ends the lookup
     * @param addresses the addresses in the order of the answer
     * @return a new name
     */
    public static String slow(CountDownLatch open, String... addresses) {
        return register(new Answer(List.of(addresses), open));
    }

    /**
     * A name that does not exist.
     *
     * @return a new name
     */
    public static String unknown() {
        return "n" + COUNT.incrementAndGet() + SUFFIX;
    }

    private static String register(Answer answer) {
        String name = unknown();
        ANSWERS.put(name, answer);
        return name;
    }

    /**
     * How often a name was looked up.
     *
     * @param name a name of this class
     * @return how often
     */
    public static int lookups(String name) {
        return LOOKUPS.getOrDefault(name, 0);
    }

    static boolean isScripted(String host) {
        return host.endsWith(SUFFIX);
    }

    static Stream<InetAddress> lookup(String host) throws UnknownHostException {
        LOOKUPS.merge(host, 1, Integer::sum);
        Answer answer = ANSWERS.get(host);
        if (answer == null) {
            throw new UnknownHostException(host + ": no rule has given this name");
        }
        answer.waitUntilOpen();
        return answer.addresses.stream().map(address -> named(host, address));
    }

    private static InetAddress named(String host, String address) {
        try {
            return InetAddress.getByAddress(host, InetAddress.ofLiteral(address).getAddress());
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException("scripted name: " + address + " is no address; give a literal",
                    wrongLength);
        }
    }

    private record Answer(
            List<String> addresses, @Nullable CountDownLatch open) {

        void waitUntilOpen() throws UnknownHostException {
            try {
                if (open != null && !open.await(LOOKUP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new UnknownHostException("the rule did not end this lookup");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnknownHostException("interrupted while the lookup was held");
            }
        }
    }
}
