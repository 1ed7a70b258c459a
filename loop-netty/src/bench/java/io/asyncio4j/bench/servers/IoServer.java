// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import io.asyncio4j.Asyncio;
import io.asyncio4j.RunnerOptions;
import io.asyncio4j.bench.load.PlainWire;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.netty.TlsProvider;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Echo on asyncio4j over TLS, UDP and unix sockets, and a file that is sent to whoever asks for anything. */
public final class IoServer {
    private static final int BACKLOG = 4096;
    private static final int LARGEST_READ = 65_536;

    private final List<String> words;

    private IoServer(List<String> words) {
        this.words = words;
    }

    /**
     * Serves until the process is killed: {@code --port N --kind NIO|EPOLL|IO_URING --mode
     * tls-protocol|tls-streams|udp|unix-protocol|unix-streams|file}, for TLS {@code --provider BORINGSSL|JDK --cert FILE --key FILE},
     * for a file {@code --file FILE}.
     */
    public static void main(String[] args) {
        new IoServer(List.of(args)).run();
    }

    private void run() {
        IoKind kind = IoKind.valueOf(after("--kind"));
        TlsProvider provider =
                words.contains("--provider") ? TlsProvider.valueOf(after("--provider")) : TlsProvider.AUTO;
        var options = NettyLoopOptions.DEFAULTS.kind(kind).tlsProvider(provider);
        Asyncio.run(this::serve, RunnerOptions.on(() -> NettyEventLoop.create(options.oneThread(true))));
    }

    private void serve() throws Exception {
        int port = Integer.parseInt(after("--port"));
        String mode = after("--mode");
        AbstractEventLoop loop = Asyncio.getRunningLoop();
        ListenOptions inet = ListenOptions.at("127.0.0.1", port).backlog(BACKLOG);
        if (mode.equals("udp")) {
            loop.createDatagramEndpoint(Packets::new, DatagramOptions.at("127.0.0.1", port)).await();
            System.out.println("ready udp " + port);
            loop.createFuture().await();
            return;
        }
        Server server = switch (mode) {
            case "tls-protocol" -> loop.createServer(Echo::new, inet.tls(certificate())).await();
            case "tls-streams" -> Asyncio.startServer(IoServer::answer, inet.tls(certificate()));
            case "unix-protocol" -> loop.createUnixServer(Echo::new, path(port)).await();
            case "unix-streams" -> Asyncio.startUnixServer(IoServer::answer, path(port));
            case "file" -> {
                Path file = Path.of(after("--file"));
                Supplier<Sender> sender = () -> new Sender(loop, file);
                yield loop.createServer(sender, inet).await();
            }
            default -> throw new IllegalArgumentException("--mode " + mode + ": unknown");
        };
        System.out.println("ready " + mode + " " + port);
        server.serveForever().await();
    }

    private static Path path(int port) {
        return Path.of(PlainWire.unixPath(port));
    }

    private TlsContext certificate() {
        return TlsContext.forServer(Path.of(after("--cert")), Path.of(after("--key")));
    }

    private String after(String name) {
        int at = words.indexOf(name);
        if (at < 0 || at + 1 == words.size()) {
            throw new IllegalArgumentException("IoServer: " + name + " is missing");
        }
        return words.get(at + 1);
    }

    private static void answer(StreamReader reader, StreamWriter writer) {
        try (writer) {
            byte[] data;
            while ((data = reader.read(LARGEST_READ)).length > 0) {
                writer.write(data);
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
            if (transport != null) {
                transport.write(data);
            }
        }
    }

    private static final class Packets implements DatagramProtocol {
        private @Nullable DatagramTransport transport;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (DatagramTransport) made;
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress address) {
            if (transport != null) {
                transport.sendto(data, address);
            }
        }
    }

    private static final class Sender implements Protocol {
        private final AbstractEventLoop loop;
        private final Path path;
        private @Nullable Transport transport;

        Sender(AbstractEventLoop loop, Path path) {
            this.loop = loop;
            this.path = path;
        }

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
            try {
                FileChannel file = FileChannel.open(path);
                loop.sendfile(to, file).addDoneCallback(sent -> {
                    to.close();
                    try {
                        file.close();
                    } catch (IOException e) {
                        to.abort();
                    }
                });
            } catch (IOException e) {
                to.abort();
            }
        }
    }
}
