// SPDX-License-Identifier: Apache-2.0

/** The asyncio event loop on Netty's channels and pollers. */
@SuppressWarnings("requires-automatic") module io.asyncio4j.netty {
    requires transitive io.asyncio4j;
    requires static org.jspecify;
    // The number of carrier threads, while native polls pin them.
    requires jdk.management;
    // Who is at the other end of a unix socket of the JDK.
    requires jdk.net;
    // sun.misc.Signal, by reflection; an image without it has no signal handlers.
    requires static jdk.unsupported;
    requires io.netty.codec;
    requires io.netty.handler;
    // Only where BoringSSL is in use.
    requires static io.netty.tcnative.classes.openssl;
    // NettyEventLoop.of(EventLoop), NettyTransport.channel(), NettyLoopOptions and NettyFutures name Netty's types.
    requires transitive io.netty.buffer;
    requires transitive io.netty.common;
    requires transitive io.netty.resolver;
    requires transitive io.netty.transport;
    requires io.netty.transport.unix.common;
    // One of these is in use at run time, by the poller that was chosen.
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.classes.kqueue;

    // Each only for one class of io.asyncio4j.netty.observe. The names of the automatic ones are in their manifests.
    requires static micrometer.core;
    requires static org.slf4j;
    requires static io.opentelemetry.context;

    exports io.asyncio4j.netty;
    exports io.asyncio4j.netty.observe;

    provides io.asyncio4j.events.EventLoopProvider with
            io.asyncio4j.netty.NettyEventLoopProvider;
}
