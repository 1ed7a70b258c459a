// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.UnixAddress;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of UDP. */
final class BrokenDatagrams {

    /** What a lazy loop reads at most. */
    private static final int MOST_BYTES = 8192;

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("UDP-01", "tells an endpoint twice that it is there", sound -> new ForwardingLoop(sound) {
                @Override
                void connectionMade(BaseProtocol to, BaseTransport transport) {
                    super.connectionMade(to, transport);
                    super.connectionMade(to, transport);
                }
            }),
            new BrokenLoop("UDP-02", "does not know the peer of a connected endpoint",
                    with((loop, from) -> new ForwardingDatagrams(loop, from) {
                        @Override
                        public @Nullable Object getExtraInfo(String name) {
                            return name.equals("peername") ? null : super.getExtraInfo(name);
                        }
                    })),
            new BrokenLoop("UDP-03", "takes no address for any address", changed(options -> isEmpty(options)
                    ? options.hints(AddressHints.ANY.family(AddressFamily.INET))
                    : options)),
            new BrokenLoop("UDP-04", "casts addresses without looking",
                    failing((options, error) -> error instanceof IllegalArgumentException
                            ? new ClassCastException("not a UnixAddress") : error)),
            new BrokenLoop("UDP-05", "finds out about families when it connects",
                    failing((options, error) -> error instanceof IllegalArgumentException
                            ? new SocketException("Invalid argument") : error)),
            new BrokenLoop("UDP-06", "ignores what is said beside a channel",
                    changed(options -> options.sock() == null ? options : DatagramOptions.on(options.sock()))),
            new BrokenLoop("UDP-07", "does not say which address is in use", failing(
                    (options, error) -> error instanceof BindException ? new BindException("cannot bind") : error)),
            new BrokenLoop("UDP-08", "does not share its port when told to",
                    changed(options -> options.sock() == null ? options.reusePort(false) : options)),
            new BrokenLoop("UDP-09", "connects also for broadcasts", changed(options -> new DatagramOptions(
                    options.localAddress(), options.remoteAddress(), options.hints(), options.reusePort(), null,
                    options.sock()))),
            new BrokenLoop("UDP-10", "sends to the peer whatever address it is given",
                    with((loop, from) -> new ForwardingDatagrams(loop, from) {
                        @Override
                        public void sendto(byte[] data, @Nullable SocketAddress address) {
                            super.sendto(data, getExtraInfo("peername") == null ? address : null);
                        }
                    })),
            new BrokenLoop("UDP-12", "does not send empty datagrams",
                    with((loop, from) -> new ForwardingDatagrams(loop, from) {
                        @Override
                        public void sendto(byte[] data, @Nullable SocketAddress address) {
                            if (data == null || data.length > 0) {
                                super.sendto(data, address);
                            }
                        }
                    })),
            new BrokenLoop("UDP-13", "drops whatever is sent when it is closing, also what is no data", with(
                    (loop, from) -> new ForwardingDatagrams(loop, from) {
                        @Override
                        public void sendto(byte[] data, @Nullable SocketAddress address) {
                            if (!isClosing()) {
                                super.sendto(data, address);
                            }
                        }
                    })),
            new BrokenLoop("UDP-14", "cuts datagrams off at 8 KiB", sound -> new ForwardingLoop(sound) {
                @Override
                void datagramReceived(DatagramProtocol to, byte[] data, SocketAddress address) {
                    super.datagramReceived(to, Arrays.copyOf(data, Math.min(data.length, MOST_BYTES)), address);
                }
            }),
            new BrokenLoop("UDP-16", "swallows the errors of sending", sound -> new ForwardingLoop(sound) {
                @Override
                void errorReceived(DatagramProtocol to, IOException error) {}
            }),
            new BrokenLoop("UDP-17", "tells of a refusal as of any error", sound -> new ForwardingLoop(sound) {
                @Override
                void errorReceived(DatagramProtocol to, IOException error) {
                    boolean refused = error instanceof PortUnreachableException || error instanceof ConnectException;
                    super.errorReceived(to, refused ? new IOException("sending failed") : error);
                }
            }),
            new BrokenLoop("UDP-18", "tells unconnected endpoints of ports where nobody listens", HearsOfNobody::new),
            new BrokenLoop("UDP-21", "lets small datagrams pass large ones",
                    with((loop, from) -> new ForwardingDatagrams(loop, from) {
                        @Override
                        public void sendto(byte[] data, @Nullable SocketAddress address) {
                            if (data.length > MOST_BYTES) {
                                loop.callSoon(() -> super.sendto(data, address));
                            } else {
                                super.sendto(data, address);
                            }
                        }
                    })),
            new BrokenLoop("UDP-23", "takes the end of an endpoint for an error", sound -> new ForwardingLoop(sound) {
                @Override
                void connectionLost(BaseProtocol to, @Nullable Throwable error) {
                    super.connectionLost(to, error == null ? new SocketException("Socket closed") : error);
                }
            }),
            new BrokenLoop("UDP-27", "cannot bind where a stale socket file is", KeepsStaleFiles::new));

    private BrokenDatagrams() {}

    private static boolean isEmpty(DatagramOptions options) {
        return options.localAddress() == null
                && options.remoteAddress() == null
                && options.sock() == null
                && options.hints().family() == AddressFamily.UNSPECIFIED;
    }

    private static UnaryOperator<AbstractEventLoop> with(
            BiFunction<ForwardingNetwork, DatagramTransport, DatagramTransport> wrap) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            DatagramTransport datagramTransport(DatagramTransport from) {
                return wrap.apply(this, from);
            }
        };
    }

    private static UnaryOperator<AbstractEventLoop> changed(UnaryOperator<DatagramOptions> change) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public <P extends DatagramProtocol> Future<Connection<DatagramTransport, P>> createDatagramEndpoint(
                    Supplier<P> protocolFactory, DatagramOptions options) {
                return super.createDatagramEndpoint(protocolFactory, change.apply(options));
            }
        };
    }

    private static UnaryOperator<AbstractEventLoop> failing(
            BiFunction<DatagramOptions, Throwable, Throwable> translation) {
        return sound -> new ForwardingLoop(sound) {
            @Override
            public <P extends DatagramProtocol> Future<Connection<DatagramTransport, P>> createDatagramEndpoint(
                    Supplier<P> protocolFactory, DatagramOptions options) {
                return Shown.failing(
                        this,
                        () -> super.createDatagramEndpoint(protocolFactory, options),
                        error -> translation.apply(options, error));
            }
        };
    }

    private static final class HearsOfNobody extends ForwardingLoop {
        HearsOfNobody(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        DatagramTransport datagramTransport(DatagramTransport from) {
            return new ForwardingDatagrams(this, from) {
                @Override
                public void sendto(byte[] data, @Nullable SocketAddress address) {
                    super.sendto(data, address);
                    if (address != null && getExtraInfo("peername") == null && isFree(address)) {
                        DatagramProtocol protocol = (DatagramProtocol) Objects.requireNonNull(getProtocol());
                        loop.callSoon(() -> protocol.errorReceived(new PortUnreachableException("nobody listens")));
                    }
                }
            };
        }

        private static boolean isFree(SocketAddress address) {
            try (DatagramSocket probe = new DatagramSocket(address)) {
                return probe.isBound();
            } catch (SocketException taken) {
                return false;
            }
        }
    }

    private static final class KeepsStaleFiles extends ForwardingLoop {
        KeepsStaleFiles(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public <P extends DatagramProtocol> Future<Connection<DatagramTransport, P>> createDatagramEndpoint(
                Supplier<P> protocolFactory, DatagramOptions options) {
            if (options.localAddress() instanceof UnixAddress local
                    && !local.isAbstract()
                    && Files.exists(Path.of(local.name()))) {
                Future<Connection<DatagramTransport, P>> failed = createFuture();
                failed.setException(new BindException("Address already in use: " + local));
                return failed;
            }
            return super.createDatagramEndpoint(protocolFactory, options);
        }
    }
}
