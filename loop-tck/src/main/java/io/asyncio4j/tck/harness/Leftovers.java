// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The descriptors and threads of this process at one moment, to be compared with a later one.
 *
 * <p>
 * Only sockets, pipes and the kernel's anonymous files count as descriptors: the JVM opens jars and libraries when it
 * likes. Threads of the JVM itself do not count either.
 */
final class Leftovers {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Threads that the JVM starts at first use, and keeps. */
    private static final List<String> JVM_THREADS = List.of(
            "ForkJoinPool", "VirtualThread", "Common-Cleaner", "Cleaner-", "Signal", "Attach", "Read-Poller",
            "Write-Poller", "Master-Poller", "Reference", "process reaper", "JFR", "Notification", "C1 ", "C2 ");

    private final Set<String> descriptors;
    private final Set<Thread> threads;

    private Leftovers(Set<String> descriptors, Set<Thread> threads) {
        this.descriptors = descriptors;
        this.threads = threads;
    }

    static Leftovers now() {
        return new Leftovers(descriptors(), new HashSet<>(Thread.getAllStackTraces().keySet()));
    }

    /** What is there now and was not then, one text each. */
    List<String> since() {
        List<String> left = new ArrayList<>();
        Set<String> open = descriptors();
        open.removeAll(descriptors);
        for (String descriptor : open) {
            left.add("descriptor " + descriptor + " is open");
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!threads.contains(thread) && JVM_THREADS.stream().noneMatch(thread.getName()::startsWith)) {
                left.add("thread \"" + thread.getName() + "\" is alive");
            }
        }
        return left;
    }

    private static Set<String> descriptors() {
        Set<String> open = new TreeSet<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return open;
        }
        try (DirectoryStream<Path> links = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path link : links) {
                String target = target(link);
                if (target.startsWith("socket:") || target.startsWith("pipe:") || target.startsWith("anon_inode:")) {
                    open.add(link.getFileName() + " -> " + target);
                }
            }
        } catch (IOException e) {
            // No such view on this machine: nothing to compare.
            open.clear();
        }
        return open;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
