// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import io.asyncio4j.Asyncio;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.streams.Streams;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Task;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An echo service on any poller, written in any of three ways.
 *
 * <p>
 * When it listens it prints one line, {@code ready host=... port=... kind=... carrier=... mode=...}. SIGTERM and SIGINT end
 * it: clients get what was written to them, then their connections are closed.
 */
public final class EchoServer {

    private static final String OPTIONS = "--host 127.0.0.1 --port 8888 --kind AUTO --mode streams";

    private final CountDownLatch ended = new CountDownLatch(1);

    private EchoServer() {}

    /** See the class. */
    public static void main(String[] args) {
        CommandLine options = CommandLine.parse("EchoServer", OPTIONS, args);
        IoKind kind = options.choice("--kind", IoKind.class);
        Mode mode = options.choice("--mode", Mode.class);
        ListenOptions where = ListenOptions.at(options.text("--host"), options.number("--port", 0, 65_535))
                .backlog(4096);
        System.exit(new EchoServer().run(where, kind, mode));
    }

    private int run(ListenOptions where, IoKind kind, Mode mode) {
        try {
            Asyncio.run(() -> serve(where, mode), RunnerOptions
                    .on(() -> NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(kind).oneThread(true))));
            return 0;
        } catch (CancelledError stopped) {
            return 0;
        } catch (UnsupportedOperationException unavailable) {
            System.err.println("EchoServer: " + unavailable.getMessage());
            return 1;
        } catch (Exception failure) {
            // Asyncio.run throws what serve throws, although the compiler cannot see it.
            if (!(failure instanceof IOException)) {
                throw failure;
            }
            System.err.println("EchoServer: cannot listen: " + failure.getMessage());
            return 1;
        } finally {
            ended.countDown();
        }
    }

    private void serve(ListenOptions where, Mode mode) throws Exception {
        try (Server server = open(where, mode)) {
            closeAtShutdown(server);
            System.out.println("ready " + describe(server, mode));
            server.serveForever().await();
        }
    }

    private static Server open(ListenOptions where, Mode mode) throws Exception {
        return switch (mode) {
            case PROTOCOL -> Asyncio.getRunningLoop()
                    .createServer(EchoProtocol::new, where)
                    .await();
            case BUFFERED -> Asyncio.getRunningLoop()
                    .createServer(EchoBufferedProtocol::new, where)
                    .await();
            case STREAMS -> Streams.startServer(EchoServer::echo, where);
        };
    }

    /** The service as a coroutine: what Demo serves, too. */
    static void echo(StreamReader reader, StreamWriter writer) throws IOException {
        try (writer) {
            byte[] data;
            while ((data = reader.read(65_536)).length > 0) {
                writer.write(data);
                writer.drain();
            }
        } catch (IOException gone) {
            // The client broke the connection off: nothing to answer, nothing to report.
        }
    }

    static String describe(Server server, Mode mode) throws IOException {
        NettyEventLoop loop = (NettyEventLoop) server.loop();
        InetSocketAddress address =
                (InetSocketAddress) server.sockets().get(0).getsockname();
        return "host=" + address.getAddress().getHostAddress() + " port=" + address.getPort() + " kind=" + loop.kind()
                + " carrier=" + loop.carrier().name() + " mode=" + mode.name().toLowerCase(Locale.ROOT);
    }

    /** Until the loop has signal handlers: the JVM turns SIGTERM and SIGINT into a shutdown, which waits for its hooks. */
    private void closeAtShutdown(Server server) {
        AbstractEventLoop loop = server.loop();
        Task<?> main = Asyncio.currentTask();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (loop.isClosed()) {
                return;
            }
            loop.callSoonThreadsafe(() -> {
                server.close();
                server.closeClients();
                main.cancel();
                // Whoever does not read what was written to it within a second has had its chance.
                loop.callLater(1, server::abortClients);
            });
            try {
                if (!ended.await(5, TimeUnit.SECONDS)) {
                    System.err.println("EchoServer: did not end within 5 s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }
}
