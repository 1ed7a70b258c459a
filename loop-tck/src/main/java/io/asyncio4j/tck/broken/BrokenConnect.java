// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.TlsSettings;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.ExceptionGroup;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.function.Supplier;

/** Loops that break the rules of CONN: arguments, addresses, errors of connecting. */
final class BrokenConnect {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("CONN-01", "makes a protocol to look at beside the one it connects",
                    sound -> new Connecting(sound) {
                        @Override
                        <P extends BaseProtocol> Supplier<P> made(Supplier<P> factory) {
                            return () -> {
                                P unused = factory.get();
                                return factory.get();
                            };
                        }
                    }),
            new BrokenLoop("CONN-02", "makes the protocol before it connects", MakesTooEarly::new),
            new BrokenLoop("CONN-03", "takes the host when it gets a channel as well", changed(
                    options -> options.sock() == null || options.port() == null
                            ? options
                            : ConnectOptions.to(options.host(), options.port()))),
            new BrokenLoop("CONN-04", "takes each channel for a stream", failing(BrokenConnect::castsTheChannel)),
            new BrokenLoop("CONN-05", "ignores what is said about TLS when there is none", changed(
                    options -> options.tls().context() == null ? options.tls(TlsSettings.NONE) : options)),
            new BrokenLoop("CONN-06", "checks no host name unless one is given", changed(
                    options -> options.tls().context() != null
                            && options.tls().serverHostname() == null
                            && options.host() != null
                                    ? options.serverHostname("")
                                    : options)),
            new BrokenLoop("CONN-08", "looks literal addresses up", LooksUp::new),
            new BrokenLoop("CONN-09", "takes the first of no addresses", failing(
                    (options, error) -> isOther(error) ? new NoSuchElementException("no first address") : error)),
            new BrokenLoop("CONN-10", "hides the resolver's error in one of its own", failing(
                    (options, error) -> error instanceof UnknownHostException
                            ? new IOException("cannot connect", error)
                            : error)),
            new BrokenLoop("CONN-11", "tries the last address first", OneByOne::reversed),
            new BrokenLoop("CONN-12", "tries the next address when it is cancelled", OneByOne::deaf),
            new BrokenLoop("CONN-13", "tells of the last address only when all fail", OneByOne::new),
            new BrokenLoop("CONN-14", "makes no group of one error", failing(
                    (options, error) -> error instanceof ExceptionGroup group && group.exceptions().size() == 1
                            ? group.exceptions().getFirst()
                            : error)),
            new BrokenLoop("CONN-16", "does not say who refused", failing(
                    (options, error) -> error instanceof ConnectException
                            ? new ConnectException("Connection refused")
                            : error)),
            new BrokenLoop("CONN-18", "tries all other addresses as well", TriesAll::new),
            new BrokenLoop("CONN-19", "mixes the families without being told", changed(
                    options -> options.interleave() == null ? options.interleave(1) : options)),
            new BrokenLoop("CONN-20", "takes one address too many of the first family", changed(
                    options -> options.interleave() == null || options.interleave() == 0
                            ? options
                            : options.interleave(options.interleave() + 1))),
            new BrokenLoop("CONN-21", "connects without the local address if that is of another family",
                    changed(BrokenConnect::withoutOtherFamily)),
            new BrokenLoop("CONN-22", "does not say which local address is in use", failing(
                    (options, error) -> error instanceof BindException
                            ? new BindException("Address already in use")
                            : error)),
            new BrokenLoop("CONN-23", "binds to any port of the local address", changed(
                    options -> options.localAddress() == null
                            ? options
                            : options.localAddress(options.localAddress().getHostString(), 0))));

    private BrokenConnect() {}

    /** A change to how connections are made. */
    abstract static class Connecting extends ForwardingLoop {
        Connecting(AbstractEventLoop sound) {
            super(sound);
        }

        <P extends BaseProtocol> Supplier<P> made(Supplier<P> factory) {
            return factory;
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                Supplier<P> protocolFactory, ConnectOptions options) {
            return super.createConnection(made(protocolFactory), options);
        }
    }

    private static UnaryOperator<AbstractEventLoop> changed(UnaryOperator<ConnectOptions> change) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                    Supplier<P> protocolFactory, ConnectOptions options) {
                return super.createConnection(protocolFactory, change.apply(options));
            }
        };
    }

    /** What becomes of an error. */
    @FunctionalInterface
    interface Translation {
        Throwable apply(ConnectOptions options, Throwable error);
    }

    private static UnaryOperator<AbstractEventLoop> failing(Translation translation) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                    Supplier<P> protocolFactory, ConnectOptions options) {
                return Shown.failing(
                        this,
                        () -> super.createConnection(protocolFactory, options),
                        error -> translation.apply(options, error));
            }
        };
    }

    private static boolean isOther(Throwable error) {
        return error instanceof IOException && !(error instanceof ConnectException)
                && !(error instanceof BindException);
    }

    private static Throwable castsTheChannel(ConnectOptions options, Throwable error) {
        SelectableChannel sock = options.sock();
        return sock == null || sock instanceof SocketChannel
                ? error
                : new ClassCastException(sock.getClass() + " cannot be cast to SocketChannel");
    }

    private static ConnectOptions withoutOtherFamily(ConnectOptions options) {
        try {
            return options.localAddress() != null
                    && InetAddress.getAllByName(options.host())[0] instanceof Inet6Address
                            ? ConnectOptions.to(options.host(), options.port())
                            : options;
        } catch (UnknownHostException e) {
            return options;
        }
    }

    private static final class MakesTooEarly extends ForwardingLoop {
        MakesTooEarly(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                Supplier<P> protocolFactory, ConnectOptions options) {
            P early = protocolFactory.get();
            return super.createConnection(() -> early, options);
        }
    }

    private static final class LooksUp extends ForwardingLoop {
        LooksUp(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                Supplier<P> protocolFactory, ConnectOptions options) {
            return createTask(() -> {
                InetAddress[] unused = runInExecutor(null, () -> InetAddress.getAllByName(options.host())).await();
                return super.createConnection(protocolFactory, options).await();
            });
        }
    }

    /** Tries the addresses one by one, and tells of the last error only. */
    private static final class OneByOne extends ForwardingLoop {
        private final boolean reversed;
        private final boolean deaf;

        OneByOne(AbstractEventLoop sound) {
            this(sound, false, false);
        }

        private OneByOne(AbstractEventLoop sound, boolean reversed, boolean deaf) {
            super(sound);
            this.reversed = reversed;
            this.deaf = deaf;
        }

        static OneByOne reversed(AbstractEventLoop sound) {
            return new OneByOne(sound, true, false);
        }

        static OneByOne deaf(AbstractEventLoop sound) {
            return new OneByOne(sound, false, true);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                Supplier<P> protocolFactory, ConnectOptions options) {
            return createTask(() -> {
                List<String> addresses = new ArrayList<>();
                for (AddressInfo info : getAddrInfo(options.host(), options.port(), options.hints()).await()) {
                    String literal = info.address().getAddress().getHostAddress();
                    if (!addresses.contains(literal)) {
                        addresses.add(literal);
                    }
                }
                if (reversed) {
                    Collections.reverse(addresses);
                }
                IOException last = new IOException("no address");
                for (String literal : addresses) {
                    try {
                        return super.createConnection(
                                protocolFactory, ConnectOptions.to(literal, options.port())).await();
                    } catch (IOException e) {
                        last = e;
                    } catch (CancelledError e) {
                        if (!deaf) {
                            throw e;
                        }
                    }
                }
                throw last;
            });
        }
    }

    private static final class TriesAll extends ForwardingLoop {
        TriesAll(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                Supplier<P> protocolFactory, ConnectOptions options) {
            return createTask(() -> {
                for (InetAddress address : InetAddress.getAllByName(options.host())) {
                    Future<?> unused = super.createConnection(
                            () -> new Protocol() {
                                @Override
                                public void connectionMade(io.asyncio4j.transports.BaseTransport transport) {
                                    transport.close();
                                }
                            },
                            address.getHostAddress(),
                            Objects.requireNonNull(options.port()).number());
                }
                return super.createConnection(protocolFactory, options).await();
            });
        }
    }
}
