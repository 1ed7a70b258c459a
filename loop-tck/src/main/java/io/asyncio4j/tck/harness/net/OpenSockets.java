// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sockets of this process. Any thread. */
public final class OpenSockets {

    private OpenSockets() {}

    /** How many sockets this process has open, or 0 where the system does not tell. */
    public static int count() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        int count = 0;
        if (Files.isDirectory(descriptors)) {
            try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
                for (Path link : links) {
                    if (isSocket(link)) {
                        count++;
                    }
                }
            }
        }
        return count;
    }

    private static boolean isSocket(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
