// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.poll;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Counts this process's sockets and poller descriptors by kind; files, such as jars being loaded, do not count. */
public final class OpenDescriptors {

    private OpenDescriptors() {}

    public static Map<String, Integer> byKind() throws IOException {
        Map<String, Integer> kinds = new TreeMap<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (!target.startsWith("/")) {
                        kinds.merge(target.replaceAll("\\[?\\d+]?$", ""), 1, Integer::sum);
                    }
                } catch (NoSuchFileException e) {
                    // The descriptor that lists the directory, or one closed meanwhile.
                }
            }
        }
        return kinds;
    }
}
