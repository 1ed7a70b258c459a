// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The self-contained jar, started as its users start it, on the loop of the sample project. */
final class AllInOneJarIT {

    @Test
    void ownLoopIsTestedFromTheCommandLine() throws Exception {
        Path classes = Files.createDirectories(Delivery.WORK.resolve("own-loop-classes"));
        compile(Delivery.SAMPLE, classes);
        Path report = Delivery.WORK.resolve("report");
        Command run = Command.java(Delivery.WORK, "-jar", Delivery.ALL_JAR.toString(), "--provider",
                "org.example.ParkLoopUnderTest", "--classpath", classes.toString(), "--only", "LIFE,TIME,TR-01",
                "--report", report.toString());
        assertEquals(0, run.status(), run.output());
        assertTrue(run.output().startsWith("loop-tck " + Delivery.VERSION + ", Java 25"), run.output());
        assertTrue(run.output().contains("ParkLoop park auto: "), run.output());
        assertTrue(run.output().contains("TR       0 hold, 1 SKIPPED"), run.output());
        assertTrue(Files.exists(report.resolve("matrix.html")) && Files.exists(report.resolve("TEST-park-auto.xml")));
    }

    @Test
    void loopOfTheDocumentationCompilesAndHolds() throws Exception {
        Path sources = Files.createDirectories(Delivery.WORK.resolve("page"));
        String page = Files.readString(Delivery.MODULE.resolve("docs/run-it-on-your-loop.md"));
        Pattern.compile("```java\n(package .*?class ([A-Za-z]+) .*?)```", Pattern.DOTALL).matcher(page).results()
                .forEach(block -> write(sources.resolve(block.group(2) + ".java"), block.group(1)));
        Path classes = Files.createDirectories(Delivery.WORK.resolve("page-classes"));
        compile(sources, classes);
        Command run = Command.java(Delivery.WORK, "-jar", Delivery.ALL_JAR.toString(), "--provider",
                "org.example.ParkLoopUnderTest", "--classpath", classes.toString(), "--only", "SCHED-01");
        assertEquals(0, run.status(), run.output());
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Path sources, Path classes) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-cp", Delivery.ALL_JAR.toString(), "-d",
                classes.toString()));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertEquals(0, status, "the sample does not compile against " + Delivery.ALL_JAR);
    }

    @Test
    void wrongUseIsStatusTwoAndListNeedsNoLoop() throws Exception {
        Command wrong = Command.java(Delivery.WORK, "-jar", Delivery.ALL_JAR.toString(), "--classpath",
                "gone" + File.pathSeparator, "--provider", "org.example.Gone");
        assertEquals(2, wrong.status(), wrong.output());
        assertTrue(wrong.output().contains("there is no \"gone\""), wrong.output());
        Command list = Command.java(Delivery.WORK, "-jar", Delivery.ALL_JAR.toString(), "--list", "--only", "LIFE-01");
        assertEquals(0, list.status(), list.output());
        assertTrue(list.output().contains("LIFE-01") && list.output().endsWith("1 rule\n"), list.output());
    }

    @Test
    void jarHasTheServicesAndTheLicencesAndNoModule() throws Exception {
        try (JarFile jar = new JarFile(Delivery.ALL_JAR.toFile())) {
            Set<String> names = new TreeSet<>();
            jar.stream().forEach(entry -> names.add(entry.getName()));
            for (String name : List.of("META-INF/LICENSE", "META-INF/LICENSE.md", "META-INF/LICENSE-notice.md",
                    "META-INF/COPYRIGHT", "META-INF/THIRD-PARTY.txt",
                    "META-INF/services/java.net.spi.InetAddressResolverProvider")) {
                assertTrue(names.contains(name), () -> name + " is missing");
            }
            assertEquals(Set.of(), new TreeSet<>(names.stream()
                    .filter(name -> name.endsWith("module-info.class") || name.startsWith("META-INF/versions"))
                    .toList()));
            assertEquals("io.asyncio4j.tck.Main", jar.getManifest().getMainAttributes().getValue("Main-Class"));
        }
    }
}
