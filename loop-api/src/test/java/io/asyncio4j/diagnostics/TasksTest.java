// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.testing.AlbumProgram;
import io.asyncio4j.testing.ChildJvm;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks into a JVM that was started without any preparation. */
@Timeout(120)
class TasksTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        out.reset();
        err.reset();
        return Tasks.run(args, new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8)
                .replaceAll("0x[0-9a-f]{8}", "ID")
                .replaceAll("[.]java:[0-9]+", ".java")
                .replaceAll("lambda[$]([a-z]+)[$][0-9]+", "$1()")
                .lines()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "baton"})
    void treeShowsWhoAwaitsWhom(String carrier) throws Exception {
        try (ChildJvm child = new ChildJvm(
                List.of("-Dio.asyncio4j.carrier=" + carrier, "--add-opens=java.base/java.lang=ALL-UNNAMED"),
                AlbumProgram.class)) {
            child.await("ready");
            assertEquals(0, run("pstree", Long.toString(child.pid())), err::toString);
            assertEquals(
                    List.of(
                            "└── (T) Task-1",
                            "    └── AlbumProgram.main() AlbumProgram.java",
                            "        └── AlbumProgram.album AlbumProgram.java",
                            "            └── Asyncio.taskGroup Scopes.java",
                            "                ├── (T) first"),
                    lines().subList(0, 5));
            List<String> tasks = lines().stream()
                    .filter(line -> line.contains("(T)"))
                    .map(line -> line.substring(line.indexOf("(T)")))
                    .toList();
            assertEquals(List.of("(T) Task-1", "(T) first", "(T) intro", "(T) second"), tasks);
            assertEquals("                        └── Asyncio.sleep Asyncio.java", lines().getLast());

            assertEquals(0, run("ps", Long.toString(child.pid())), err::toString);
            List<String> table = lines();
            assertTrue(table.get(0).matches("loop +task id +task name +coroutine stack +awaiter chain .*"));
            assertTrue(table.get(1).matches("-+"));
            List<String> second = table.stream().filter(line -> line.contains(" second ")).toList();
            assertEquals(1, second.size(), table.toString());
            assertTrue(
                    second.get(0).matches(
                            "#1 +ID +second +Asyncio.sleep -> AlbumProgram.play +.* +Task-1 +ID"),
                    second.get(0));
        }
    }

    @Test
    void loopThatIsBlockedIsLookedAtAllTheSame() throws Exception {
        try (ChildJvm child = new ChildJvm(List.of(), AlbumProgram.class, "blocked")) {
            child.await("ready");
            assertEquals(0, run("pstree", Long.toString(child.pid())), err::toString);
            assertEquals(4, lines().stream().filter(line -> line.contains("(T)")).count(), lines().toString());
        }
    }

    @Test
    void wrongUseIsExplained() {
        assertEquals(2, run("top", "1"));
        assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("usage: "));
        assertEquals(1, run("ps", "999999999"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("process 999999999 cannot be looked into"));
    }

    @Test
    void programMayRegisterTheBeanItself() throws Exception {
        TasksBean.register();
        TasksBean.register();
        Object tree = java.lang.management.ManagementFactory.getPlatformMBeanServer()
                .invoke(new javax.management.ObjectName(TasksMXBean.OBJECT_NAME), "pstree", null, null);
        assertEquals(String.class, tree.getClass());
        java.lang.management.ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new javax.management.ObjectName(TasksMXBean.OBJECT_NAME), "Tasks");
    }
}
