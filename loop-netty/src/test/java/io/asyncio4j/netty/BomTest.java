// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.examples.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The parent pom as a BOM, imported by projects that Maven reads: it pins our modules and nothing else. */
@Timeout(240)
class BomTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    /** What Maven says to a project that imports these BOMs and has these dependencies, all without a version. */
    private Child project(int exit, String boms, String... dependencies) throws Exception {
        StringBuilder list = new StringBuilder();
        for (String dependency : dependencies) {
            list.append(coordinates("dependency", dependency, ""));
        }
        write("pom.xml", "all", "<packaging>pom</packaging><modules><module>"
                + folder.toRealPath().relativize(ROOT.toRealPath()) + "</module><module>shop</module></modules>");
        Files.createDirectories(folder.resolve("shop"));
        write("shop/pom.xml", "shop", "<dependencyManagement><dependencies>" + boms
                + "</dependencies></dependencyManagement><dependencies>" + list + "</dependencies>");
        Child maven = Child.start("maven", List.of(
                "mvn", "-o", "-q", "-B", "-f", folder.resolve("pom.xml").toString(), "-pl", "shop", "validate"));
        try (maven) {
            assertEquals(exit, maven.join(), () -> maven.lines().toString());
            return maven;
        }
    }

    private void write(String file, String name, String content) throws IOException {
        Files.writeString(folder.resolve(file), "<project><modelVersion>4.0.0</modelVersion>"
                + "<groupId>shop</groupId><artifactId>" + name + "</artifactId><version>1</version>" + content
                + "</project>");
    }

    private static String coordinates(String element, String artifact, String more) {
        String[] names = artifact.split(":");
        return "<" + element + "><groupId>" + names[0] + "</groupId><artifactId>" + names[1] + "</artifactId>" + more
                + "</" + element + ">";
    }

    private static String bom(String artifact, String version) {
        return coordinates("dependency", artifact,
                "<version>" + version + "</version><type>pom</type><scope>import</scope>");
    }

    private static String ours() throws IOException {
        return bom("io.asyncio4j:asyncio4j", of("<artifactId>asyncio4j</artifactId>\\s*<version>([^<]+)"));
    }

    private static String of(String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern).matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertTrue(found.find(), pattern);
        return found.group(1);
    }

    @Test
    void shopImportsOurVersionsAndKeepsItsOwnNetty() throws Exception {
        String netty = bom("io.netty:netty-bom", of("<netty.version>([^<]+)"));
        for (String boms : List.of(ours() + netty, netty + ours())) {
            project(0, boms, "io.asyncio4j:loop-api", "io.asyncio4j:loop-netty", "io.asyncio4j:loop-tck",
                    "io.netty:netty-handler");
        }
    }

    @Test
    void nothingElseIsPinned() throws Exception {
        Child maven = project(1, ours(), "io.asyncio4j:loop-netty", "io.netty:netty-handler", "org.jspecify:jspecify",
                "org.junit.jupiter:junit-jupiter");
        for (String free : List.of("io.netty:netty-handler", "org.jspecify:jspecify",
                "org.junit.jupiter:junit-jupiter")) {
            assertTrue(maven.lines().stream().anyMatch(line -> line.contains("version' for " + free)), () -> free
                    + " is pinned: " + maven.lines());
        }
        assertTrue(maven.lines().stream().noneMatch(line -> line.contains("version' for io.asyncio4j")),
                () -> maven.lines().toString());
    }
}
