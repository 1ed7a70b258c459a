// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.older;

import io.asyncio4j.Asyncio;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopGroup;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;

/** What a program may begin with; prints what each of them throws. See {@link OlderNettyTest}, which starts it. */
final class FirstUses {

    @FunctionalInterface
    private interface Use {
        void run() throws Exception;
    }

    private FirstUses() {}

    public static void main(String[] none) {
        EventLoop eventLoop = new DefaultEventLoop();
        attempt("run", () -> Asyncio.run(() -> Asyncio.sleep(0)));
        attempt("create", () -> NettyEventLoop.create(IoKind.NIO).close());
        attempt("of", () -> NettyEventLoop.of(eventLoop));
        attempt("start", () -> NettyLoopGroup.start(1).close());
        attempt("group", () -> NettyLoopGroup.of((EventLoopGroup) eventLoop));
        System.exit(0);
    }

    private static void attempt(String name, Use use) {
        try {
            use.run();
            System.out.println(name + " fine");
        } catch (Throwable e) {
            System.out.println(name + " " + e);
        }
    }
}
