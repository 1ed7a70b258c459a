// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import static io.asyncio4j.tck.broken.BrokenServers.served;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsSettings;
import io.asyncio4j.net.TlsUpgradeOptions;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of TLS: the handshake, the end, the transport. */
final class BrokenTls {

    private static final double LATE_SECONDS = 60;

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("TLS-01", "tells twice that TLS is there", sound -> new ForwardingLoop(sound) {
                @Override
                void connectionMade(BaseProtocol to, BaseTransport transport) {
                    super.connectionMade(to, transport);
                    super.connectionMade(to, transport);
                }
            }),
            new BrokenLoop("TLS-02", "tells of a connection lost that never was", TellsOfFailed::new),
            new BrokenLoop("TLS-03", "hides why a handshake failed", failing(
                    error -> error instanceof SSLException ? new IOException("the handshake failed", error) : error)),
            new BrokenLoop("TLS-05", "waits for a handshake for ever",
                    changed(options -> options.tls().handshakeTimeoutSeconds() == null
                            ? options
                            : options.tls(new TlsSettings(options.tls().context(), options.tls().serverHostname(),
                                    null, options.tls().shutdownTimeoutSeconds())))),
            new BrokenLoop("TLS-07", "keeps the timer of a handshake", sound -> new ForwardingLoop(sound) {
                @Override
                public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                        Supplier<P> protocolFactory, ConnectOptions options) {
                    callLater(LATE_SECONDS, () -> {});
                    return super.createConnection(protocolFactory, options);
                }
            }),
            new BrokenLoop("TLS-08", "cannot be closed during a handshake", NotDuringHandshakes::new),
            new BrokenLoop("TLS-09", "verifies nothing without a name",
                    changed(options -> options.tls().context() != null && "".equals(options.tls().serverHostname())
                            ? options.tls(options.tls().context(options.tls().context().verifyPeer(false)))
                            : options)),
            new BrokenLoop("TLS-10", "takes the certificate of any name",
                    changed(options -> options.tls().context() == null
                            ? options
                            : options.tls(options.tls().context(options.tls().context().checkHostname(false))))),
            new BrokenLoop("TLS-11", "drops what it has not sent when it is closed",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void close() {
                            abort();
                        }
                    })),
            new BrokenLoop("TLS-12", "does not say that the peer's end never came", sound -> new ForwardingLoop(sound) {
                @Override
                void connectionLost(BaseProtocol to, @Nullable Throwable error) {
                    super.connectionLost(to, error instanceof TimeoutException ? null : error);
                }
            }),
            new BrokenLoop("TLS-13", "keeps the timer of a shutdown",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void close() {
                            loop.callLater(LATE_SECONDS, this::abort);
                            super.close();
                        }
                    })),
            new BrokenLoop("TLS-16", "does not tell of the peer's close_notify", sound -> new ForwardingLoop(sound) {
                @Override
                boolean eofReceived(BaseProtocol to) {
                    return false;
                }
            }),
            new BrokenLoop("TLS-18", "drops what it has not sent when the peer ends",
                    sound -> new ForwardingLoop(sound) {
                        private final List<BaseTransport> made = new ArrayList<>();

                        @Override
                        void connectionMade(BaseProtocol to, BaseTransport transport) {
                            made.add(transport);
                            super.connectionMade(to, transport);
                        }

                        @Override
                        boolean eofReceived(BaseProtocol to) {
                            boolean keeps = super.eofReceived(to);
                            made.forEach(transport -> ((Transport) transport).abort());
                            return keeps;
                        }
                    }),
            new BrokenLoop("TLS-19", "reads on when it is paused",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void pauseReading() {}
                    })),
            new BrokenLoop("TLS-21", "takes the end of writing for something TLS has",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void writeEof() {}
                    })),
            new BrokenLoop("TLS-22", "fails on writes after the end",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void write(byte[] data) {
                            if (data != null && isClosing()) {
                                throw new IllegalStateException("write: the transport is closed");
                            }
                            super.write(data);
                        }
                    })),
            new BrokenLoop("TLS-26", "says close_notify when it is aborted",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public void abort() {
                            close();
                        }
                    })),
            new BrokenLoop("TLS-27", "does not know its cipher",
                    served((loop, from) -> new ForwardingTransport(loop, from) {
                        @Override
                        public @Nullable Object getExtraInfo(String name) {
                            return name.equals("cipher") ? null : super.getExtraInfo(name);
                        }
                    })),
            new BrokenLoop("TLS-29", "keeps its protocol", served((loop, from) -> new ForwardingTransport(loop, from) {
                @Override
                public void setProtocol(BaseProtocol protocol) {}
            })),
            new BrokenLoop("TLS-30", "tells of a connection made after an upgrade", upgrading((loop, transport,
                    protocol, upgrade) -> loop.createTask(() -> {
                        Transport secure = upgrade.get().await();
                        protocol.connectionMade(secure);
                        return secure;
                    }))),
            new BrokenLoop("TLS-31", "reads in clear until it has begun the handshake", upgrading((loop, transport,
                    protocol, upgrade) -> loop.createTask(() -> {
                        transport.resumeReading();
                        Sleep.sleep(0.005);
                        return upgrade.get().await();
                    }))),
            new BrokenLoop("TLS-32", "casts the transport it shall upgrade", upgrading((loop, transport, protocol,
                    upgrade) -> Shown.failing(loop, upgrade::get, error -> error instanceof IllegalArgumentException
                            ? new ClassCastException("cannot be cast")
                            : error))),
            new BrokenLoop("TLS-33", "has no TLS within TLS", upgrading((loop, transport, protocol, upgrade) -> {
                if (transport.getExtraInfo("sslcontext") != null) {
                    throw new IllegalStateException("startTls: the transport has TLS already");
                }
                return upgrade.get();
            })),
            new BrokenLoop("TLS-34", "goes on with an upgrade that nobody waits for any more", upgrading((loop,
                    transport, protocol, upgrade) -> Shown.cancelling(upgrade.get(), () -> false))),
            new BrokenLoop("TLS-36", "takes errors of TLS for a clean end", sound -> new ForwardingLoop(sound) {
                @Override
                void connectionLost(BaseProtocol to, @Nullable Throwable error) {
                    super.connectionLost(to, error instanceof SSLException ? null : error);
                }
            }),
            new BrokenLoop("TLS-37", "swallows what dataReceived throws", sound -> new ForwardingLoop(sound) {
                @Override
                void dataReceived(Protocol to, byte[] data) {
                    try {
                        super.dataReceived(to, data);
                    } catch (RuntimeException swallowed) {
                        // That is what is broken.
                    }
                }
            }));

    private BrokenTls() {}

    private static UnaryOperator<AbstractEventLoop> changed(UnaryOperator<ConnectOptions> change) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                    Supplier<P> protocolFactory, ConnectOptions options) {
                return super.createConnection(protocolFactory, change.apply(options));
            }
        };
    }

    private static UnaryOperator<AbstractEventLoop> failing(UnaryOperator<Throwable> change) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                    Supplier<P> protocolFactory, ConnectOptions options) {
                return Shown.failing(this, () -> super.createConnection(protocolFactory, options), change);
            }
        };
    }

    /** What becomes of an upgrade. */
    @FunctionalInterface
    private interface Upgrade {
        Future<Transport> apply(
                ForwardingLoop loop, Transport transport, BaseProtocol protocol, Supplier<Future<Transport>> upgrade);
    }

    private static UnaryOperator<AbstractEventLoop> upgrading(Upgrade change) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public Future<Transport> startTls(
                    Transport transport, BaseProtocol protocol, TlsContext context, TlsUpgradeOptions options) {
                return change.apply(
                        this, transport, protocol, () -> super.startTls(transport, protocol, context, options));
            }
        };
    }

    private static final class TellsOfFailed extends ForwardingLoop {
        TellsOfFailed(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                Supplier<P> protocolFactory, ConnectOptions options) {
            List<P> made = new ArrayList<>();
            return Shown.failing(this, () -> super.createConnection(() -> {
                P protocol = protocolFactory.get();
                made.add(protocol);
                return protocol;
            }, options), error -> {
                made.forEach(protocol -> protocol.connectionLost(error));
                return error;
            });
        }
    }

    private static final class NotDuringHandshakes extends ForwardingLoop {
        private boolean upgrading;

        NotDuringHandshakes(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public Future<Transport> startTls(
                Transport transport, BaseProtocol protocol, TlsContext context, TlsUpgradeOptions options) {
            upgrading = true;
            return super.startTls(transport, protocol, context, options);
        }

        @Override
        Transport transport(Transport from) {
            return new ForwardingTransport(this, from) {
                @Override
                public void close() {
                    if (!upgrading) {
                        super.close();
                    }
                }
            };
        }
    }
}
