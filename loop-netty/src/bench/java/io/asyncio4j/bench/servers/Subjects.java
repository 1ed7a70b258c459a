// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every server the benches know, with the reason where one cannot run on this machine. */
public final class Subjects {
    /** Opening java.lang switches on the faster carrier; without it coroutines run on the portable one. */
    public static final List<String> OPEN = List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED");

    /**
     * Without the flag loop and coroutines are virtual threads. A server that is pinned to one core gets two carrier threads for
     * them, as on any machine with more than one core.
     */
    static final List<String> PORTABLE = List.of("-Djdk.virtualThreadScheduler.parallelism=2");

    private static final String EXAMPLE = "io.asyncio4j.examples.EchoServer";
    private static final String TWO_WRITES = "io.asyncio4j.bench.servers.TwoWritesServer";
    private static final String NETTY = "io.asyncio4j.bench.servers.NettyEchoServer";

    private final Launcher launcher;
    private final @Nullable String noPython;
    private final @Nullable String noUvloop;
    private final @Nullable String noNode;

    /** Looks once for what is installed. */
    public Subjects(Launcher launcher) {
        this.launcher = launcher;
        this.noPython = launcher.pythonHas("asyncio") ? null : "no python3";
        this.noUvloop = noPython != null ? noPython : launcher.pythonHas("uvloop") ? null : "no python3-uvloop";
        this.noNode = launcher.hasNode() ? null : "no node";
    }

    /** Plain echo: each mode of asyncio4j on each poller, and everything it is compared with. */
    public List<Subject> echo() {
        var all = new ArrayList<Subject>();
        for (String kind : List.of("EPOLL", "NIO", "IO_URING")) {
            all.add(netty(kind, "pass", plain(kind)));
            all.add(netty(kind, "copy", "plain Netty copying " + kind));
            for (String mode : List.of("protocol", "buffered", "streams")) {
                all.add(asyncio4j(EXAMPLE, kind, mode, true));
            }
            all.add(asyncio4j(EXAMPLE, kind, "streams", false));
        }
        for (String loop : List.of("uvloop", "asyncio")) {
            for (String mode : List.of("protocol", "buffered", "streams")) {
                all.add(python(loop, mode));
            }
        }
        all.add(node("echo", "node"));
        return all;
    }

    /** Answers in two writes, a head of 64 bytes and a body. */
    public List<Subject> twoWrites() {
        return List.of(
                netty("EPOLL", "two-writes", plain("EPOLL")),
                asyncio4j(TWO_WRITES, "EPOLL", "protocol", true),
                asyncio4j(TWO_WRITES, "EPOLL", "streams", true),
                python("uvloop", "two-writes"),
                python("uvloop", "two-writes-streams"),
                python("asyncio", "two-writes"),
                python("asyncio", "two-writes-streams"),
                node("two-writes", "node"));
    }

    /** Those whose idle connections are weighed. */
    public List<Subject> idle() {
        return List.of(
                netty("EPOLL", "pass", plain("EPOLL")),
                asyncio4j(EXAMPLE, "EPOLL", "protocol", true),
                asyncio4j(EXAMPLE, "EPOLL", "streams", true),
                asyncio4j(EXAMPLE, "NIO", "protocol", true),
                python("uvloop", "protocol"),
                python("asyncio", "protocol"),
                node("echo", "node"));
    }

    private Subject netty(String kind, String mode, String name) {
        return new Subject(name, plain(kind), null, missingPoller(kind), port -> launcher.java(
                Subject.SERVER_CORE,
                List.of(),
                NETTY,
                List.of("--port", Integer.toString(port), "--kind", kind, "--mode", mode)));
    }

    private Subject asyncio4j(String mainClass, String kind, String mode, boolean open) {
        String name = "asyncio4j " + mode + " " + kind + (open ? "" : " (no flags)");
        return new Subject(name, plain(kind), "uvloop " + mode, missingPoller(kind), port -> launcher.java(
                Subject.SERVER_CORE,
                open ? OPEN : PORTABLE,
                mainClass,
                List.of("--host", "127.0.0.1", "--port", Integer.toString(port), "--kind", kind, "--mode", mode)));
    }

    private Subject python(String loop, String mode) {
        String row = mode.replaceFirst("two-writes-?", "");
        String shape = row.isEmpty() ? "protocol" : row;
        String missing = loop.equals("uvloop") ? noUvloop : noPython;
        return new Subject(loop + " " + shape, null, "uvloop " + shape, missing, port -> launcher.python(
                Subject.SERVER_CORE,
                "echo_server.py",
                List.of("--loop", loop, "--port", Integer.toString(port), "--mode", mode)));
    }

    private Subject node(String mode, String name) {
        return new Subject(name, null, "uvloop protocol", noNode, port -> launcher.node(
                Subject.SERVER_CORE, "echo_server.js", List.of(Integer.toString(port), mode)));
    }

    private static String plain(String kind) {
        return "plain Netty " + kind;
    }

    private static @Nullable String missingPoller(String kind) {
        return switch (kind) {
            case "EPOLL" -> Epoll.isAvailable() ? null : "no epoll";
            case "IO_URING" -> IoUring.isAvailable() ? null : "no io_uring";
            default -> null;
        };
    }
}
