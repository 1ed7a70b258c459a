// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.Server;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.TlsSettings;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.net.UnixConnectOptions;
import io.asyncio4j.net.UnixListenOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of UNIX. */
final class BrokenUnix {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("UNIX-01", "ignores what is said about TLS when there is none",
                    connecting(options -> options.tls().context() == null ? options.tls(TlsSettings.NONE) : options)),
            new BrokenLoop("UNIX-02", "does without a server name for TLS",
                    connecting(options -> options.tls().context() != null && options.tls().serverHostname() == null
                            ? options.serverHostname("")
                            : options)),
            new BrokenLoop("UNIX-03", "does not know the path of its peer",
                    BrokenServers.served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public @Nullable Object getExtraInfo(String name) {
                            return name.equals("peername") ? null : super.getExtraInfo(name);
                        }
                    })),
            new BrokenLoop("UNIX-04", "takes abstract names for files", FilesForNames::new),
            new BrokenLoop("UNIX-05", "cannot bind where a socket file is", sound -> new Listening(sound) {
                @Override
                void beforeBind(Path path) throws IOException {
                    if (Files.exists(path)) {
                        throw new BindException("Address already in use: " + path);
                    }
                }
            }),
            new BrokenLoop("UNIX-06", "removes whatever file is where it binds", sound -> new Listening(sound) {
                @Override
                void beforeBind(Path path) throws IOException {
                    if (!Files.isDirectory(path)) {
                        Files.deleteIfExists(path);
                    }
                }
            }),
            new BrokenLoop("UNIX-08", "leaves its socket file behind",
                    listening(options -> options.cleanupSocket(false))),
            new BrokenLoop("UNIX-09", "removes a file that has taken the place of its own", RemovesOthers::new),
            new BrokenLoop("UNIX-10", "removes its socket file although it should not",
                    listening(options -> options.cleanupSocket(true))),
            new BrokenLoop("UNIX-11", "leaves the file of a given channel behind",
                    listening(options -> options.sock() == null ? options : options.cleanupSocket(false))),
            new BrokenLoop("UNIX-12", "does not say that a path is missing", HidesMissing::new),
            new BrokenLoop("UNIX-13", "never waits for the end of a unix server", sound -> new ForwardingLoop(sound) {
                @Override
                Server server(Server from) {
                    return new ForwardingServer(this, from) {
                        @Override
                        public Future<@Nullable Void> waitClosed() {
                            Future<@Nullable Void> done = loop.createFuture();
                            done.setResult(null);
                            return done;
                        }
                    };
                }
            }));

    private BrokenUnix() {}

    private static UnaryOperator<AbstractEventLoop> connecting(UnaryOperator<UnixConnectOptions> change) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public <P extends BaseProtocol> Future<Connection<Transport, P>> createUnixConnection(
                    Supplier<P> protocolFactory, UnixConnectOptions options) {
                return super.createUnixConnection(protocolFactory, change.apply(options));
            }
        };
    }

    private static UnaryOperator<AbstractEventLoop> listening(UnaryOperator<UnixListenOptions> change) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public Future<Server> createUnixServer(
                    Supplier<? extends BaseProtocol> protocolFactory, UnixListenOptions options) {
                return super.createUnixServer(protocolFactory, change.apply(options));
            }
        };
    }

    /** Does something with the path before it binds. */
    private abstract static class Listening extends ForwardingLoop {
        Listening(AbstractEventLoop sound) {
            super(sound);
        }

        abstract void beforeBind(Path path) throws IOException;

        @Override
        public Future<Server> createUnixServer(
                Supplier<? extends BaseProtocol> protocolFactory, UnixListenOptions options) {
            UnixAddress address = options.path();
            if (address != null && !address.isAbstract()) {
                try {
                    beforeBind(Path.of(address.name()));
                } catch (IOException e) {
                    Future<Server> failed = createFuture();
                    failed.setException(e);
                    return failed;
                }
            }
            return super.createUnixServer(protocolFactory, options);
        }
    }

    private static final class FilesForNames extends ForwardingLoop {
        FilesForNames(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public Future<Server> createUnixServer(
                Supplier<? extends BaseProtocol> protocolFactory, UnixListenOptions options) {
            UnixAddress address = options.path();
            return super.createUnixServer(
                    protocolFactory,
                    address != null && address.isAbstract() ? UnixListenOptions.at(Path.of(address.name())) : options);
        }
    }

    private static final class RemovesOthers extends ForwardingLoop {
        RemovesOthers(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        Server server(Server from) {
            return new ForwardingServer(this, from) {
                @Override
                public void close() {
                    if (sockets().isEmpty()) {
                        return;
                    }
                    try {
                        UnixAddress own = (UnixAddress) Objects.requireNonNull(sockets().getFirst().getsockname());
                        super.close();
                        Files.deleteIfExists(Path.of(own.name()));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
        }
    }

    private static final class HidesMissing extends ForwardingLoop {
        HidesMissing(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> createUnixConnection(
                Supplier<P> protocolFactory, UnixConnectOptions options) {
            return Shown.failing(
                    this,
                    () -> super.createUnixConnection(protocolFactory, options),
                    error -> error instanceof NoSuchFileException ? new IOException("cannot connect") : error);
        }
    }
}
