// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Takes this process the right to open descriptors, for a while. A shell that was started before does it, since without
 * descriptors nothing can be started. Test thread only.
 */
public final class DescriptorLimit implements AutoCloseable {

    /** Input, output and errors have the numbers below, so that nothing new gets one. */
    private static final int NONE = 3;

    private static final String CLASS = ".class";

    private final Process shell;
    private final Writer orders;
    private final BufferedReader answers;

    private DescriptorLimit(Process shell) {
        this.shell = shell;
        this.orders = shell.outputWriter(StandardCharsets.US_ASCII);
        this.answers = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII));
    }

    /**
     * Makes ready for it.
     *
     * @return to be closed
     * @throws IOException when the system lacks the programs for it
     */
    public static DescriptorLimit start() throws IOException {
        String pid = Long.toString(ProcessHandle.current().pid());
        String script = "now=$(prlimit --noheadings --output SOFT --nofile --pid " + pid + ") || exit 1; echo ready; "
                + "while read -r limit; do [ \"$limit\" = restore ] && limit=$now; prlimit --nofile=\"$limit\": --pid "
                + pid
                + " && echo done; done";
        DescriptorLimit limit = new DescriptorLimit(
                new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start());
        limit.expect("ready");
        return limit;
    }

    /**
     * Loads all classes that lie in the same folders as some others, since that takes descriptors. Those of jars need none:
     * the jars are open.
     *
     * @param neighbours a class of each folder
     * @throws IOException when a folder cannot be read
     */
    public static void loadClasses(Class<?>... neighbours) throws IOException {
        for (Class<?> neighbour : neighbours) {
            Path folder = Path.of(URI.create(
                    neighbour.getProtectionDomain().getCodeSource().getLocation().toString()));
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.map(file -> folder.relativize(file).toString())
                            .filter(name -> name.endsWith(CLASS) && !name.contains("-info"))
                            .forEach(name -> load(name, neighbour.getClassLoader()));
                }
            }
        }
    }

    private static void load(String file, ClassLoader loader) {
        String name = file.substring(0, file.length() - CLASS.length()).replace(File.separatorChar, '.');
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError optional) {
            // Needs something that is not there, so nobody uses it.
        }
    }

    /**
     * Lets no descriptor be opened from now on.
     *
     * @throws IOException when the system refuses
     */
    public void lower() throws IOException {
        order(Integer.toString(NONE));
    }

    /**
     * Restores the limit that was in force at the start.
     *
     * @throws IOException when the system refuses
     */
    public void restore() throws IOException {
        order("restore");
    }

    private void order(String limit) throws IOException {
        orders.write(limit + "\n");
        orders.flush();
        expect("done");
    }

    private void expect(String answer) throws IOException {
        String line = answers.readLine();
        if (!answer.equals(line)) {
            throw new IOException("descriptor limit: the shell says \"" + line + "\"; prlimit of util-linux is needed");
        }
    }

    @Override
    public void close() throws Exception {
        orders.close();
        answers.close();
        if (!shell.waitFor(RawPeer.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
            shell.destroyForcibly();
        }
    }
}
