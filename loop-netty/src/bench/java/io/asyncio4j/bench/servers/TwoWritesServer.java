// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Echo on asyncio4j that answers in two writes, a head of 64 bytes and a body, as an HTTP server does. */
public final class TwoWritesServer {
    private static final int HEAD = 64;
    private static final int BACKLOG = 4096;

    private TwoWritesServer() {}

    /** Serves until the process is killed: {@code --port N --kind NIO|EPOLL|IO_URING}. */
    public static void main(String[] args) throws Exception {
        List<String> words = List.of(args);
        int port = Integer.parseInt(words.get(words.indexOf("--port") + 1));
        IoKind kind = IoKind.valueOf(words.get(words.indexOf("--kind") + 1));
        try (NettyEventLoop loop = NettyEventLoop.create(kind)) {
            ListenOptions options = ListenOptions.at("127.0.0.1", port).backlog(BACKLOG);
            loop.runUntilComplete(loop.createServer(Echo::new, options));
            System.out.println("ready 127.0.0.1:" + port);
            loop.runForever();
        }
    }

    private static final class Echo implements Protocol {
        private @Nullable Transport transport;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (Transport) made;
        }

        @Override
        public void dataReceived(byte[] data) {
            Transport to = transport;
            if (to == null) {
                return;
            }
            int head = Math.min(HEAD, data.length);
            to.write(data, 0, head);
            if (head < data.length) {
                to.write(data, head, data.length - head);
            }
        }
    }
}
