// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.tck.harness.RuleFailure;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** A suite that names no loop: those that are services, each a container, each a file. */
final class ServiceRowsTest {

    private static final class Suite extends LoopTck {}

    private static DynamicTest onlyTest(DynamicContainer row) {
        DynamicContainer area = (DynamicContainer) row.getChildren().findFirst().orElseThrow();
        return (DynamicTest) area.getChildren().findFirst().orElseThrow();
    }

    @Test
    void eachLoopOfAServiceIsAContainerAndAFile(@TempDir Path folder) throws Exception {
        Path service = folder.resolve(ServiceRows.FILE);
        Files.createDirectories(service.getParent());
        Files.writeString(service, MainTest.TwoLoops.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            LoopTckTest.withReport(folder.resolve("tck"), "LIFE-14", () -> {
                Suite suite = new Suite();
                List<DynamicContainer> rows = suite.rules().map(DynamicContainer.class::cast).toList();
                assertEquals(List.of("ParkingLoop PARK BatonCarrier", "ForgetfulLoop PARK BatonCarrier"),
                        rows.stream().map(DynamicContainer::getDisplayName).toList());
                LoopTckTest.runs(onlyTest(rows.get(0)));
                RuleFailure failure = assertThrows(RuleFailure.class,
                        () -> onlyTest(rows.get(1)).getExecutable().execute());
                assertTrue(
                        String.valueOf(failure.getMessage()).startsWith("LIFE-14 (MUST) does not hold on Forgetful"));
                LoopTckTest.writes(suite);
            });
        } finally {
            thread.setContextClassLoader(before);
        }
        assertTrue(Files.exists(folder.resolve("tck/ParkingLoop-PARK-BatonCarrier.json")));
        assertTrue(Files.exists(folder.resolve("tck/ForgetfulLoop-PARK-BatonCarrier.json")));
    }

    @Test
    void disputedRuleIsAbortedWithTheLink(@TempDir Path folder) {
        LoopTckTest.withReport(folder, "LIFE-14", () -> {
            LoopTck suite = new LoopTck() {
                @Override
                protected LoopUnderTest loopUnderTest() {
                    return new MainTest.Disputing();
                }
            };
            DynamicContainer area = (DynamicContainer) suite.rules().findFirst().orElseThrow();
            DynamicTest rule = (DynamicTest) area.getChildren().findFirst().orElseThrow();
            TestAbortedException aborted =
                    assertThrows(TestAbortedException.class, () -> rule.getExecutable().execute());
            assertTrue(String.valueOf(aborted.getMessage())
                    .startsWith("LIFE-14 challenged, see https://example.org/14\nLIFE-14 (MUST)"));
        });
    }

    @Test
    void withoutAnyLoopTheRemedyIsNamed() {
        IllegalStateException error = assertThrows(IllegalStateException.class,
                () -> ServiceRows.of(ClassLoader.getPlatformClassLoader()));
        assertTrue(String.valueOf(error.getMessage()).contains("override loopUnderTest()"), error.getMessage());
    }
}
