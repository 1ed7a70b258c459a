// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.asyncio4j.Asyncio;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Echo on asyncio4j that answers in two writes, a head of 64 bytes and a body, as an HTTP server does. */
public final class TwoWritesServer {
    private static final int HEAD = 64;
    private static final int BACKLOG = 4096;
    private static final int LARGEST_READ = 65_536;

    private TwoWritesServer() {}

    /** Serves until the process is killed: {@code --port N --kind NIO|EPOLL|IO_URING --mode protocol|streams}. */
    public static void main(String[] args) {
        List<String> words = List.of(args);
        int port = Integer.parseInt(words.get(words.indexOf("--port") + 1));
        IoKind kind = IoKind.valueOf(words.get(words.indexOf("--kind") + 1));
        ListenOptions options = ListenOptions.at("127.0.0.1", port).backlog(BACKLOG);
        boolean streams = words.get(words.indexOf("--mode") + 1).equals("streams");
        Asyncio.run(
                () -> {
                    Server server = streams
                            ? Asyncio.startServer(TwoWritesServer::answer, options)
                            : Asyncio.getRunningLoop().createServer(Echo::new, options).await();
                    System.out.println("ready 127.0.0.1:" + port);
                    server.serveForever().await();
                },
                RunnerOptions.on(() -> NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(kind).oneThread(true))));
    }

    private static void answer(StreamReader reader, StreamWriter writer) {
        try (writer) {
            byte[] data;
            while ((data = reader.read(LARGEST_READ)).length > 0) {
                int head = Math.min(HEAD, data.length);
                writer.write(data, 0, head);
                if (head < data.length) {
                    writer.write(data, head, data.length - head);
                }
                writer.drain();
            }
        } catch (IOException e) {
            // The load generator ends its connections by reset.
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
