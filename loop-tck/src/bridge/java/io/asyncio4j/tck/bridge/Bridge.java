// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.bridge;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.tck.LoopTck;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts Python, which loads this JVM's library into itself and runs the rules there: {@code src/bridge/run}. It tells
 * Python where the JVM and the classes are, since the build knows.
 */
public final class Bridge {

    /** Debian's Python, for which Debian has JPype; another one may be named. */
    static final String PYTHON = Objects.requireNonNullElse(System.getenv("BRIDGE_PYTHON"), "/usr/bin/python3");

    private Bridge() {}

    /** The arguments are those of {@code main.py}; the exit status is Python's. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        List<String> command = command(Path.of(""), arguments);
        System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    /** What starts Python, in the folder of the module or its parent. */
    static List<String> command(Path folder, String... arguments) {
        Path main = Stream.of("src/bridge/python/main.py", "loop-tck/src/bridge/python/main.py")
                .map(folder::resolve)
                .filter(path -> path.toFile().exists())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "bridge: there is no src/bridge/python/main.py in " + folder.toAbsolutePath()
                                + "; start it in the folder of loop-tck"));
        List<String> command = new ArrayList<>(List.of(
                PYTHON, main.toString(), "--jvm", System.getProperty("java.home") + "/lib/server/libjvm.so",
                "--classpath", classpath()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String classpath() {
        Stream<String> others = Stream.of(
                "org.junit.jupiter.api.Test", "org.junit.jupiter.engine.JupiterTestEngine",
                "org.junit.platform.launcher.Launcher", "org.junit.platform.engine.TestEngine",
                "org.junit.platform.commons.JUnitException", "org.opentest4j.TestAbortedException");
        return Stream.concat(
                Stream.of(AbstractEventLoop.class, LoopTck.class, Bridge.class), others.map(Bridge::load))
                .map(Bridge::home)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Bridge.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("bridge: " + name + " is not on the class path; add JUnit", e);
        }
    }

    private static String home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("bridge: the place of " + type.getName() + " is no path", e);
        }
    }
}
