// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.examples.Child;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A shop that is a module, compiled and run on the module path as loop-netty/docs/netty-shops.md says. */
@Timeout(240)
class ModulePathTest {

    private static final String JAVA = System.getProperty("java.home") + File.separator + "bin" + File.separator;

    /** What the product brings; Netty's DNS, HTTP and so on are the shop's own affair. */
    private static final String OURS = ".*jspecify[^/\\\\]*\\.jar"
            + "|.*loop-(api|netty)[/\\\\]target[/\\\\](classes|loop-[^/\\\\]*\\.jar)"
            + "|.*netty-(common|buffer|resolver|transport|handler|codec-base|codec-http|codec-compression|tcnative)"
            + "[^/\\\\]*\\.jar";

    @TempDir
    Path folder;

    private static String modulePath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.matches(OURS) && !entry.matches(".*(http2|http3|dns|quic|proxy|ssl-ocsp).*"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> run(String program, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(JAVA + program));
        command.addAll(List.of(args));
        try (Child child = Child.start("openjdk", command)) {
            assertEquals(0, child.join(), () -> child.lines().toString());
            return child.lines();
        }
    }

    @Test
    void aModuleRunsCoroutinesOnTheModulePath() throws Exception {
        Path descriptor = Files.writeString(folder.resolve("module-info.java"), """
                module shop {
                    requires io.asyncio4j.netty;
                    requires io.netty.codec.http;
                }
                """);
        Path main = Files.writeString(Files.createDirectory(folder.resolve("shop")).resolve("Main.java"), """
                package shop;

                import io.asyncio4j.Asyncio;
                import io.asyncio4j.netty.NettyLoopGroup;
                import io.netty.handler.codec.http.HttpServerCodec;

                class Main {
                    public static void main(String[] args) {
                        System.out.println(HttpServerCodec.class.getModule().getName());
                        try (var group = NettyLoopGroup.start(1)) {
                            System.out.println(group.submit(() -> {
                                Asyncio.sleep(0.01);
                                return Asyncio.getRunningLoop().toString();
                            }).join());
                        }
                    }
                }
                """);
        String output = folder.resolve("out").toString();
        run("javac", "--release", "25", "--module-path", modulePath(), "-d", output, descriptor.toString(),
                main.toString());
        List<String> lines = run("java", "--add-modules", "ALL-MODULE-PATH", "--add-opens",
                "java.base/java.lang=io.asyncio4j",
                "--enable-native-access=io.netty.common,io.netty.transport.unix.common", "--module-path",
                output + File.pathSeparator + modulePath(), "--module", "shop/shop.Main");
        assertEquals("io.netty.codec.http", lines.getFirst(), lines::toString);
        assertTrue(lines.getLast().matches("NettyEventLoop\\[#1, (EPOLL|KQUEUE|NIO), running, LoopCarrier\\]"),
                lines::toString);
    }
}
