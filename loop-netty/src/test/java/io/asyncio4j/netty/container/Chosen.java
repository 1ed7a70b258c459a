// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.container;

import io.asyncio4j.Asyncio;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopGroup;

/** Says what asyncio4j chooses in the process that it is in; see {@link ContainerTest}, which starts it. */
final class Chosen {

    private Chosen() {}

    public static void main(String[] none) {
        for (int i = 0; i < 2; i++) {
            Asyncio.run(() -> {
                try (var server = Asyncio.startServer((reader, writer) -> {
                    writer.write(reader.readLine());
                    writer.close();
                }, "127.0.0.1", 0)) {
                    var streams = Asyncio.openConnection("127.0.0.1",
                            ((java.net.InetSocketAddress) server.sockets().getFirst().getsockname()).getPort());
                    streams.writer().write("hello\n".getBytes());
                    System.out.println("echo " + new String(streams.reader().readLine()).strip() + " by "
                            + ((NettyEventLoop) Asyncio.getRunningLoop()).kind());
                    streams.writer().close();
                }
            });
        }
        try (NettyLoopGroup group = NettyLoopGroup.start()) {
            System.out.println("loops " + group.loops().size());
        }
        try (NettyEventLoop loop = NettyEventLoop.create(IoKind.IO_URING)) {
            System.out.println("ring " + loop.kind());
        } catch (UnsupportedOperationException e) {
            System.out.println("ring " + e.getMessage());
        }
    }
}
