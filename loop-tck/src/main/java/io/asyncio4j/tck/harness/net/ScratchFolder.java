// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the files of a rule, with a short path: those of unix sockets have little room. Any thread. */
public final class ScratchFolder implements Closeable {

    private final Path folder;

    private ScratchFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes one.
     *
     * @return an empty folder
     * @throws IOException when the system refuses
     */
    public static ScratchFolder make() throws IOException {
        return new ScratchFolder(Files.createTempDirectory("tck"));
    }

    /**
     * A path in it.
     *
     * @param name of the file
     * @return the path; nothing is there unless a rule has put it there
     */
    public Path path(String name) {
        return folder.resolve(name);
    }

    /** Removes it with all that is in it. */
    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
