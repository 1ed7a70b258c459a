// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the command lines of the bench's processes: which Java, which class path, which core. Values are fixed when it is
 * made; any thread.
 */
public final class Launcher implements AutoCloseable {
    private static final String SCRIPTS = "/io/asyncio4j/bench/";

    /** The same heap for each JVM, large enough that its size plays no part. */
    private static final List<String> HEAP = List.of("-Xms512m", "-Xmx512m");

    private final Path directory;
    private final boolean pinned;
    private final String python;
    private final String node;

    /**
     * @param python the interpreter to use, a path or a name on the PATH
     * @throws IOException when no directory for the scripts can be made
     */
    public Launcher(String python, String node) throws IOException {
        this.directory = Files.createTempDirectory("asyncio4j-bench");
        this.pinned = Runtime.getRuntime().availableProcessors() > 1 && works(List.of("taskset", "--version"));
        this.python = python;
        this.node = node;
    }

    /** Whether each process gets a core of its own. */
    public boolean pinned() {
        return pinned;
    }

    /** A JVM like this one, with the bench's class path. */
    public List<String> java(int core, List<String> flags, String mainClass, List<String> arguments) {
        var command = pin(core);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(HEAP);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        return command;
    }

    /** The interpreter with one of the bench's scripts. */
    public List<String> python(int core, String script, List<String> arguments) {
        return script(core, python, script, arguments);
    }

    /** Node with one of the bench's scripts. */
    public List<String> node(int core, String script, List<String> arguments) {
        return script(core, node, script, arguments);
    }

    /** A file of this bench, deleted in the end. */
    public Path file(String name) {
        return directory.resolve(name);
    }

    /** Any program, on a core. */
    public List<String> program(int core, List<String> words) {
        var command = pin(core);
        command.addAll(words);
        return command;
    }

    /** Whether the interpreter runs, and has the module if one is named. */
    public boolean pythonHas(String module) {
        return works(List.of(python, "-c", "import " + module));
    }

    /** Whether Node runs. */
    public boolean hasNode() {
        return works(List.of(node, "--version"));
    }

    /** What a short command prints in its first line; empty when it fails. */
    public static String firstLine(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor() == 0 ? text.lines().findFirst().orElse("") : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Deletes the scripts. */
    @Override
    public void close() throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private List<String> script(int core, String interpreter, String name, List<String> arguments) {
        var command = pin(core);
        command.add(interpreter);
        command.add(unpacked(name).toString());
        command.addAll(arguments);
        return command;
    }

    private List<String> pin(int core) {
        return pinned && core >= 0
                ? new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)))
                : new ArrayList<>();
    }

    private Path unpacked(String name) {
        Path file = directory.resolve(name);
        try (InputStream script = Launcher.class.getResourceAsStream(SCRIPTS + name)) {
            if (script == null) {
                throw new IllegalStateException("script: no resource " + SCRIPTS + name + "; build with -Pbench");
            }
            Files.write(file, script.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static boolean works(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
