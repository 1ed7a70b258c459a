// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.ExceptionHandler;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.TlsSettings;
import io.asyncio4j.net.TransportSocket;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of SRV: where a server listens, and how it accepts. */
final class BrokenServers {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("SRV-01", "ignores what is said about TLS when there is none", changed(
                    options -> options.tls().context() == null ? options.tls(TlsSettings.NONE) : options)),
            new BrokenLoop("SRV-02", "listens at the loopback address when no host is given", changed(
                    options -> options.sock() == null
                            && options.port() != null
                            && (options.hosts() == null || options.hosts().equals(List.of("")))
                                    ? ListenOptions.at("127.0.0.1", options.port())
                                    : options)),
            new BrokenLoop("SRV-03", "listens at the first of several hosts", changed(
                    options -> options.hosts() == null || options.hosts().size() < 2
                            ? options
                            : ListenOptions.at(options.hosts().getFirst(), options.port()))),
            new BrokenLoop("SRV-05", "gives all sockets the same free port", changed(BrokenServers::onePort)),
            new BrokenLoop("SRV-06", "takes IPv4 connections at an IPv6 address", TakesBoth::new),
            new BrokenLoop("SRV-07", "does not say which addresses it could not listen at", failing(
                    error -> error instanceof IOException ? new IOException("cannot listen") : error)),
            new BrokenLoop("SRV-08", "does not say which address is in use", failing(
                    error -> error instanceof BindException ? new BindException("Address already in use") : error)),
            new BrokenLoop("SRV-09", "lets at least 128 connections wait", changed(
                    options -> options.backlog(Math.max(128, options.backlog())))),
            new BrokenLoop("SRV-11", "stops accepting when a connection was gone too early", StopsAccepting::new),
            new BrokenLoop("SRV-12", "says nothing when it is out of descriptors", SaysNothing::new),
            new BrokenLoop("SRV-14", "does not reuse addresses by default", changed(
                    options -> options.reuseAddress() == null ? options.reuseAddress(false) : options)),
            new BrokenLoop("SRV-15", "does not share its port when told to", changed(
                    options -> options.reusePort(false))),
            new BrokenLoop("SRV-16", "does not keep connections alive when told to", changed(
                    options -> options.keepAlive(false))),
            new BrokenLoop("SRV-38", "gives its own address for the peer's",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public @Nullable Object getExtraInfo(String name) {
                            return super.getExtraInfo(name.equals("peername") ? "sockname" : name);
                        }
                    })));

    private BrokenServers() {}

    private static UnaryOperator<AbstractEventLoop> changed(UnaryOperator<ListenOptions> change) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public Future<Server> createServer(
                    Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options) {
                return super.createServer(protocolFactory, change.apply(options));
            }
        };
    }

    private static UnaryOperator<AbstractEventLoop> failing(UnaryOperator<Throwable> change) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public Future<Server> createServer(
                    Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options) {
                return Shown.failing(this, () -> super.createServer(protocolFactory, options), change);
            }
        };
    }

    static UnaryOperator<AbstractEventLoop> served(BiFunction<ForwardingNetwork, Transport, Transport> wrap) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            Transport transport(Transport from) {
                return wrap.apply(this, from);
            }
        };
    }

    private static ListenOptions onePort(ListenOptions options) {
        if (options.hosts() == null || options.hosts().size() < 2) {
            return options;
        }
        try (ServerSocket free = new ServerSocket(0)) {
            return ListenOptions.atEach(options.hosts(), free.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class TakesBoth extends ForwardingLoop {
        TakesBoth(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public Future<Server> createServer(Supplier<? extends BaseProtocol> protocolFactory, ListenOptions options) {
            if (!Objects.equals(options.hosts(), List.of("::"))) {
                return super.createServer(protocolFactory, options);
            }
            return createTask(() -> {
                Server six = super.createServer(protocolFactory, options).await();
                Server four = super.createServer(protocolFactory, ListenOptions.at("0.0.0.0", options.port())).await();
                six.waitClosed().addDoneCallback(done -> four.close());
                return six;
            });
        }
    }

    private static final class StopsAccepting extends ForwardingLoop {
        private @Nullable Server last;

        StopsAccepting(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        Server server(Server from) {
            Server server = super.server(from);
            last = server;
            return server;
        }

        @Override
        void connectionLost(BaseProtocol to, @Nullable Throwable error) {
            super.connectionLost(to, error);
            if (error instanceof IOException && last != null) {
                last.close();
            }
        }
    }

    private static final class SaysNothing extends ForwardingLoop {
        SaysNothing(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public void setExceptionHandler(@Nullable ExceptionHandler handler) {
            super.setExceptionHandler(handler == null ? null : (source, report) -> {
                if (!String.valueOf(report.message()).contains("out of system resource")) {
                    handler.handle(source, report);
                }
            });
        }
    }

    /** A socket that lets itself be made blocking. */
    static TransportSocket unguarded(TransportSocket socket) {
        return new ForwardingSocket(socket) {
            @Override
            public void setblocking(boolean blocking) {}

            @Override
            public void settimeout(double seconds) {}
        };
    }
}
