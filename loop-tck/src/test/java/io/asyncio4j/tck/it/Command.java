// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that was run to its end: status and output. */
record Command(int status, String output) {

    /** The JDK that the tests run on, for commands that start Java themselves. */
    static final Path JDK = Path.of(System.getProperty("java.home"));

    private static final long LIMIT_SECONDS = 180;

    static Command run(Path folder, String... words) throws IOException, InterruptedException {
        Path output = Files.createTempFile("command", ".txt");
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", JDK.toString());
        builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended) {
                throw new AssertionError(List.of(words) + " does not end; it said:\n" + text);
            }
            return new Command(process.exitValue(), text);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            Files.delete(output);
        }
    }

    static Command java(Path folder, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(JDK.resolve("bin/java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(words));
        return run(folder, command.toArray(String[]::new));
    }
}
