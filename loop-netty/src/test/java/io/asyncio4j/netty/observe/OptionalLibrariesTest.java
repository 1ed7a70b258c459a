// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.netty.NettyEventLoop;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever does not name the classes that need an optional library does not need the library. */
class OptionalLibrariesTest {

    private static final List<String> OPTIONAL = List.of("io/micrometer/", "org/slf4j/", "io/opentelemetry/");

    @Test
    void eachLibraryIsNamedByItsOneClassOnly() throws IOException, URISyntaxException {
        Path classes = Path.of(NettyEventLoop.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Map<String, Set<String>> users = new TreeMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("module-info.class"))
                    .toList()) {
                collect(file, users);
            }
        }
        assertEquals(
                Map.of(
                        "io/micrometer/", Set.of("LoopMetrics"),
                        "org/slf4j/", Set.of("MdcCarrier"),
                        "io/opentelemetry/", Set.of("OpenTelemetryCarrier")),
                users);
    }

    private static void collect(Path file, Map<String, Set<String>> users) throws IOException {
        String name = file.getFileName().toString().replaceFirst("(\\$.*)?\\.class$", "");
        for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
            if (entry instanceof Utf8Entry text) {
                for (String library : OPTIONAL) {
                    if (text.stringValue().contains(library)) {
                        users.computeIfAbsent(library, key -> new TreeSet<>()).add(name);
                    }
                }
            }
        }
    }
}
