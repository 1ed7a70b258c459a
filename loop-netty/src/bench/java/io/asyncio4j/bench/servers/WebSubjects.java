// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import java.util.ArrayList;
import java.util.List;

/** The web services, each with one event loop; the same handler in each says hello. */
public final class WebSubjects {

    private static final String PLAIN = "plain Netty EPOLL";

    private final Launcher launcher;

    public WebSubjects(Launcher launcher) {
        this.launcher = launcher;
    }

    /** Those that speak the version of HTTP, in clear. */
    public List<Subject> speaking(int http) {
        var all = new ArrayList<Subject>();
        all.add(netty(http, PLAIN, "plain", List.of()));
        all.add(netty(http, "coroutine handlers EPOLL", "coroutine", Subjects.OPEN));
        all.add(netty(http, "coroutine handlers EPOLL (no flags)", "coroutine", Subjects.PORTABLE));
        all.add(java("Vert.x 5, virtual threads, EPOLL", "VertxWebServer", List.of()));
        all.add(java("Reactor Netty EPOLL", "ReactorWebServer", List.of(), "--http", Integer.toString(http)));
        if (http == 1) {
            String missing = launcher.pythonHas("aiohttp") && launcher.pythonHas("uvloop")
                    ? null
                    : "no python3-aiohttp and python3-uvloop";
            all.add(new Subject("aiohttp on uvloop", PLAIN, null, missing, port -> launcher.python(
                    Subject.SERVER_CORE, "web_server.py", List.of("--port", Integer.toString(port)))));
        }
        return all;
    }

    private Subject netty(int http, String name, String mode, List<String> flags) {
        return java(name, "NettyWebServer", flags, "--kind", "EPOLL", "--mode", mode, "--http", Integer.toString(http));
    }

    private Subject java(String name, String main, List<String> flags, String... more) {
        return new Subject(name, PLAIN, null, null, port -> {
            var arguments = new ArrayList<>(List.of("--port", Integer.toString(port)));
            arguments.addAll(List.of(more));
            return launcher.java(Subject.SERVER_CORE, flags, "io.asyncio4j.bench.servers." + main, arguments);
        });
    }
}
