// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the descriptors behind the JDK's channels, which the JDK does not tell. Any thread.
 *
 * <p>On Linux the kernel does: a selector is an epoll instance, and {@code /proc/self/fdinfo} lists what an epoll instance
 * watches. So a selector of our own, with nothing else in it, is given the channel, and the one new line in its list is the
 * channel's number. Which descriptor is that selector's is found out once, by looking for the instance whose list grows and
 * shrinks as a pipe of ours goes in and out of it.
 *
 * <p>Elsewhere, or should any of this look otherwise one day, there is no answer, and callers do without.
 */
public final class DescriptorNumbers {

    private static final Path LINKS = Path.of("/proc/self/fd");
    private static final Path DETAILS = Path.of("/proc/self/fdinfo");
    private static final String WATCHED = "tfd:";
    private static final int NONE = -1;

    private static @Nullable Selector probe;
    private static int probeNumber = NONE;
    private static boolean impossible = !Files.isDirectory(DETAILS);

    private DescriptorNumbers() {}

    /**
     * Finds the number of a channel's descriptor.
     *
     * @param channel an open, non-blocking channel
     * @return the number, or nothing if this machine does not tell
     */
    public static synchronized OptionalInt of(SelectableChannel channel) {
        if (impossible) {
            return OptionalInt.empty();
        }
        try {
            Selector selector = open();
            if (selector == null) {
                return OptionalInt.empty();
            }
            Set<Integer> before = watched(probeNumber);
            var key = channel.register(selector, channel.validOps());
            try {
                selector.selectNow();
                Set<Integer> after = watched(probeNumber);
                after.removeAll(before);
                return after.size() == 1
                        ? OptionalInt.of(after.iterator().next())
                        : OptionalInt.empty();
            } finally {
                key.cancel();
                selector.selectNow();
            }
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    private static @Nullable Selector open() throws IOException {
        Selector present = probe;
        if (present != null) {
            return present;
        }
        Selector made = Selector.open();
        int number = find(made);
        if (number == NONE) {
            impossible = true;
            made.close();
            return null;
        }
        probe = made;
        probeNumber = number;
        return made;
    }

    private static int find(Selector selector) throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            sink.configureBlocking(false);
            selector.selectNow();
            Map<Integer, Set<Integer>> without = pollers();
            var key = sink.register(selector, sink.validOps());
            selector.selectNow();
            Map<Integer, Set<Integer>> with = pollers();
            key.cancel();
            selector.selectNow();
            Map<Integer, Set<Integer>> again = pollers();
            int found = NONE;
            for (Map.Entry<Integer, Set<Integer>> poller : with.entrySet()) {
                Set<Integer> small = without.get(poller.getKey());
                if (small != null
                        && small.equals(again.get(poller.getKey()))
                        && poller.getValue().containsAll(small)
                        && poller.getValue().size() == small.size() + 1) {
                    if (found != NONE) {
                        return NONE;
                    }
                    found = poller.getKey();
                }
            }
            return found;
        }
    }

    /** What each epoll instance of this process watches. */
    private static Map<Integer, Set<Integer>> pollers() throws IOException {
        Map<Integer, Set<Integer>> found = new HashMap<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(LINKS)) {
            for (Path link : links) {
                try {
                    if (Files.readSymbolicLink(link).toString().contains("eventpoll")) {
                        int number = Integer.parseInt(link.getFileName().toString());
                        found.put(number, watched(number));
                    }
                } catch (IOException closedMeanwhile) {
                    // Somebody else's.
                }
            }
        }
        return found;
    }

    private static Set<Integer> watched(int poller) throws IOException {
        Set<Integer> numbers = new HashSet<>();
        for (String line : Files.readAllLines(DETAILS.resolve(Integer.toString(poller)))) {
            if (line.startsWith(WATCHED)) {
                numbers.add(Integer.parseInt(line.substring(WATCHED.length()).trim().split("\\s+")[0]));
            }
        }
        return numbers;
    }
}
