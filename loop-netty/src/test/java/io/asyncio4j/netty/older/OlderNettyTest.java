// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.older;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.examples.Child;
import io.asyncio4j.netty.NettyService;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A shop that brings another Netty than ours, run: tests of this project in a JVM with the shop's jars in the place of ours. */
@Timeout(300)
class OlderNettyTest {

    /** Our classes and those of the tests, and the jars of Netty that the build laid into a folder of {@code target}. */
    private static String classPath(String folder) throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.list(Path.of("target", folder))) {
            jars = files.toList();
        }
        return Stream.concat(
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.matches(".*[/\\\\]netty-[^/\\\\]*\\.jar"))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString()),
                jars.stream().map(jar -> jar.toAbsolutePath().toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Child java(String folder, List<String> flags, Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED", "-ea", "-Xmx512m",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=paranoid"));
        command.addAll(flags);
        command.addAll(List.of("-classpath", classPath(folder), main.getName()));
        command.addAll(List.of(args));
        return Child.start("openjdk", command);
    }

    private static void holdWithTheLowest(List<String> flags, int atLeast, String... classes) throws Exception {
        String home = NettyService.class.getPackageName() + '.';
        String[] names = Arrays.stream(classes).map(home::concat).toArray(String[]::new);
        try (Child child = java("netty-lowest", flags, ChosenTests.class, names)) {
            assertEquals(0, child.join(), () -> String.join("\n", child.lines()));
            assertTrue(child.lines().getFirst().matches("netty 4\\.2\\.7\\.Final"), () -> child.lines().toString());
            int succeeded = Integer.parseInt(child.await("succeeded ").split(" ")[1]);
            assertTrue(succeeded >= atLeast, () -> String.join("\n", child.lines()));
        }
    }

    @Test
    void channelsMessagesTlsAndDatagramsWorkWithTheLowestNetty() throws Exception {
        holdWithTheLowest(
                List.of(), 80, "AdoptedChannelTest", "AttachedTcpTest", "AttachedLoopTest", "NettyMessagesTest",
                "NettyFuturesTest", "tls.TlsConnectionTest", "datagram.DatagramTest", "GracefulEndTest");
    }

    @Test
    void rulesOfTransportsHoldWithTheLowestNetty() throws Exception {
        holdWithTheLowest(
                List.of("-Dtck.only=TR,UDP"), 40, "tck.EpollLoopCarrierTckTest");
    }

    @Test
    void whatIsTooOldIsRefusedByTheFirstUseOfAnything() throws Exception {
        try (Child child = java("netty-before", List.of(), FirstUses.class)) {
            assertEquals(0, child.join(), () -> child.lines().toString());
            String fact =
                    ": Netty 4.1.118.Final is there, and asyncio4j needs 4.2.7.Final or a newer 4.2; manage it with"
                            + " netty-bom, imported before other BOMs, and see who brings the old one: mvn dependency:tree"
                            + " -Dincludes=io.netty";
            String refusal = " java.lang.UnsupportedOperationException: ";
            assertEquals(
                    List.of(
                            "run java.lang.IllegalStateException: newEventLoop: NettyEventLoop.create" + fact,
                            "create" + refusal + "NettyEventLoop.create" + fact,
                            "of" + refusal + "NettyEventLoop.of" + fact,
                            "start" + refusal + "NettyLoopGroup.start" + fact,
                            "group" + refusal + "NettyEventLoop.of" + fact),
                    child.lines());
        }
    }
}
