// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.AcceptOptions;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of CONN: connections that are given up, sockets that somebody else has connected. */
final class BrokenSockets {

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("CONN-24", "goes on connecting when nobody waits any more", GoesOn::new),
            new BrokenLoop("CONN-25", "leaves a connection open whose creator has given up", KeepsConnection::new),
            new BrokenLoop("CONN-26", "leaves the connection open when the factory throws", KeepsSocket::new),
            new BrokenLoop("CONN-27", "leaves Nagle's algorithm on", Delays::new),
            new BrokenLoop("CONN-28", "leaves a given channel open", KeepsChannel::new),
            new BrokenLoop("CONN-29", "takes a channel in use for a broken one", HidesUse::new),
            new BrokenLoop("CONN-30", "ignores what is said about TLS of an accepted channel", IgnoresTls::new));

    private BrokenSockets() {}

    private static final class GoesOn extends ForwardingLoop {
        GoesOn(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                Supplier<P> protocolFactory, ConnectOptions options) {
            return Shown.cancelling(super.createConnection(protocolFactory, options), () -> false);
        }
    }

    private static final class KeepsConnection extends ForwardingLoop {
        KeepsConnection(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                Supplier<P> protocolFactory, ConnectOptions options) {
            boolean[] made = new boolean[1];
            return Shown.cancelling(super.createConnection(() -> {
                made[0] = true;
                return protocolFactory.get();
            }, options), () -> !made[0]);
        }
    }

    private static final class KeepsSocket extends ForwardingLoop {
        KeepsSocket(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                Supplier<P> protocolFactory, ConnectOptions options) {
            @Nullable RuntimeException[] thrown = new @Nullable RuntimeException[1];
            return createTask(() -> {
                Supplier<BaseProtocol> factory = () -> {
                    try {
                        return protocolFactory.get();
                    } catch (RuntimeException e) {
                        thrown[0] = e;
                        return new Protocol() {};
                    }
                };
                Connection<Transport, BaseProtocol> made = super.createConnection(factory, options).await();
                if (thrown[0] != null) {
                    throw thrown[0];
                }
                return typed(made);
            });
        }

        @SuppressWarnings("unchecked")
        private static <P extends BaseProtocol> Connection<Transport, P> typed(Connection<Transport, ?> made) {
            return (Connection<Transport, P>) made;
        }
    }

    private static final class Delays extends ForwardingLoop {
        Delays(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        void connectionMade(BaseProtocol to, BaseTransport transport) {
            try {
                Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.SOCKET))
                        .setsockopt(StandardSocketOptions.TCP_NODELAY, false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            super.connectionMade(to, transport);
        }
    }

    private static final class KeepsChannel extends ForwardingLoop {
        private boolean given;

        KeepsChannel(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                Supplier<P> protocolFactory, ConnectOptions options) {
            given = options.sock() != null;
            return super.createConnection(protocolFactory, options);
        }

        @Override
        Transport transport(Transport from) {
            return !given ? super.transport(from) : new ForwardingTransport(this, from) {
                @Override
                public void close() {
                    BaseProtocol protocol = Objects.requireNonNull(getProtocol());
                    pauseReading();
                    loop.callSoon(() -> protocol.connectionLost(null));
                }
            };
        }
    }

    private static final class HidesUse extends ForwardingLoop {
        HidesUse(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> createConnection(
                Supplier<P> protocolFactory, ConnectOptions options) {
            return Shown.failing(
                    this,
                    () -> super.createConnection(protocolFactory, options),
                    error -> error instanceof IllegalStateException ? new IOException("Bad file descriptor") : error);
        }
    }

    private static final class IgnoresTls extends ForwardingLoop {
        IgnoresTls(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends BaseProtocol> Future<Connection<Transport, P>> connectAcceptedSocket(
                Supplier<P> protocolFactory, SelectableChannel sock, AcceptOptions options) {
            return super.connectAcceptedSocket(
                    protocolFactory, sock, options.tls().context() == null ? AcceptOptions.NONE : options);
        }
    }
}
