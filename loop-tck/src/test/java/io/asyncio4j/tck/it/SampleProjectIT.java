// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The sample project, built by Maven from the jars alone, without a network and without the user's repository. */
final class SampleProjectIT {

    @Test
    void ownLoopIsTestedByMaven() throws Exception {
        Path project = Delivery.WORK.resolve("own-loop");
        Delivery.copy(Delivery.SAMPLE, project);
        Path repository = Delivery.WORK.resolve("repository");
        Delivery.install(repository);
        // What Maven and the plugins are made of is in the repository of the build around, which only is read.
        Path settings = Files.writeString(Delivery.WORK.resolve("settings.xml"), """
                <settings><mirrors><mirror>
                  <id>around</id><mirrorOf>*</mirrorOf><url>%s</url>
                </mirror></mirrors></settings>
                """.formatted(Path.of(Delivery.property("tck.it.repository")).toUri()));
        Command maven = Command.run(project,
                Path.of(Delivery.property("tck.it.maven"), "bin", "mvn").toString(), "-B", "-ntp", "-s",
                settings.toString(), "-Dmaven.repo.local=" + repository, "-Dasyncio4j.version=" + Delivery.VERSION,
                "-Dtck.only=LIFE,TIME,TR-01", "-Dtck.report=target/tck", "test");
        assertEquals(0, maven.status(), maven.output());
        assertTrue(maven.output().contains("Tests run: "), maven.output());
        String report = Files.readString(project.resolve("target/tck/park-auto.json"));
        assertTrue(report.contains("{\"id\": \"LIFE-01\", \"verdict\": \"PASS\""), report);
        assertTrue(report.contains("{\"id\": \"TR-01\", \"verdict\": \"SKIPPED\""), report);
        assertTrue(Files.exists(project.resolve("target/tck/matrix.html")));
    }
}
