// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The jars as the build has made them, and the sample project; everything else of the tests lies below target. */
final class Delivery {

    static final String VERSION = property("tck.it.version");
    static final Path MODULE = Path.of(property("tck.it.module"));
    static final Path WORK = MODULE.resolve("target/it");
    static final Path ALL_JAR = MODULE.resolve("target/loop-tck-" + VERSION + "-all.jar");
    static final Path SAMPLE = MODULE.resolve("src/it/own-loop");

    private Delivery() {}

    static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set; run mvn verify, which starts this test with it");
        }
        return value;
    }

    /** Copies a folder anew. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Puts the artifacts of this build into a Maven repository of its own. */
    static void install(Path repository) throws IOException {
        Path root = MODULE.getParent();
        put(repository, "asyncio4j", root.resolve("pom.xml"), ".pom");
        for (String module : List.of("loop-api", "loop-tck")) {
            put(repository, module, root.resolve(module + "/pom.xml"), ".pom");
            put(repository, module, root.resolve(module + "/target/" + module + "-" + VERSION + ".jar"), ".jar");
        }
    }

    private static void put(Path repository, String artifact, Path file, String suffix) throws IOException {
        Path folder = repository.resolve("io/asyncio4j/" + artifact + "/" + VERSION);
        Files.createDirectories(folder);
        Files.copy(file, folder.resolve(artifact + "-" + VERSION + suffix), StandardCopyOption.REPLACE_EXISTING);
    }
}
