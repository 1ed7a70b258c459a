// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.net.AcceptedSocket;
import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressFlag;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.DatagramSize;
import io.asyncio4j.net.NameInfo;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.tasks.Future;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loops that break the rules of SOCK and DNS: calls on channels, and names. */
final class BrokenSocketCalls {

    /** What a system takes at once, about. */
    private static final int ONE_WRITE_BYTES = 65_536;

    static final List<BrokenLoop> LOOPS = List.of(
            new BrokenLoop("SOCK-02", "fails at the end of input", sound -> new ForwardingLoop(sound) {
                @Override
                public Future<byte[]> sockRecv(SocketChannel sock, int nbytes) {
                    return createTask(() -> {
                        byte[] data = super.sockRecv(sock, nbytes).await();
                        if (data.length == 0) {
                            throw new EOFException("sockRecv: end of input");
                        }
                        return data;
                    });
                }
            }),
            new BrokenLoop("SOCK-03", "sends what goes at once", sound -> new ForwardingLoop(sound) {
                @Override
                public Future<@Nullable Void> sockSendall(SocketChannel sock, ByteBuffer data) {
                    return super.sockSendall(sock, data.remaining() > ONE_WRITE_BYTES
                            ? data.slice(data.position(), ONE_WRITE_BYTES)
                            : data);
                }
            }),
            new BrokenLoop("SOCK-04", "does not say that a connect was refused", sound -> new ForwardingLoop(sound) {
                @Override
                public Future<@Nullable Void> sockConnect(SocketChannel sock, SocketAddress address) {
                    return Shown.failing(
                            this,
                            () -> super.sockConnect(sock, address),
                            error -> error instanceof ConnectException ? new IOException("cannot connect") : error);
                }
            }),
            new BrokenLoop("SOCK-05", "gives accepted connections that block", sound -> new ForwardingLoop(sound) {
                @Override
                public Future<AcceptedSocket> sockAccept(ServerSocketChannel sock) {
                    return createTask(() -> {
                        AcceptedSocket accepted = super.sockAccept(sock).await();
                        accepted.socket().configureBlocking(true);
                        return accepted;
                    });
                }
            }),
            new BrokenLoop("SOCK-06", "takes more than the buffer has for all of it",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        public Future<DatagramSize> sockRecvfromInto(
                                DatagramChannel sock, ByteBuffer buffer, int nbytes) {
                            return super.sockRecvfromInto(sock, buffer, nbytes > buffer.remaining() ? 0 : nbytes);
                        }
                    }),
            new BrokenLoop("SOCK-07", "goes on receiving when nobody waits any more",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        public Future<byte[]> sockRecv(SocketChannel sock, int nbytes) {
                            return Shown.cancelling(super.sockRecv(sock, nbytes), () -> false);
                        }
                    }),
            new BrokenLoop("SOCK-08", "closes a channel when its connect is cancelled",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        public Future<@Nullable Void> sockConnect(SocketChannel sock, SocketAddress address) {
                            return Shown.cancelling(super.sockConnect(sock, address), () -> closes(sock));
                        }
                    }),
            new BrokenLoop("SOCK-10", "waits for ever for a transport's channel", sound -> new ForwardingLoop(sound) {
                @Override
                public Future<byte[]> sockRecv(SocketChannel sock, int nbytes) {
                    try {
                        return super.sockRecv(sock, nbytes);
                    } catch (IllegalStateException inUse) {
                        return createFuture();
                    }
                }
            }),
            new BrokenLoop("DNS-01", "looks names up on the loop", LooksUpItself::new),
            new BrokenLoop("DNS-02", "gives all addresses whatever is asked for", sound -> new ForwardingLoop(sound) {
                @Override
                public Future<List<AddressInfo>> getAddrInfo(
                        @Nullable String host, @Nullable Port port, AddressHints hints) {
                    return super.getAddrInfo(host, port, AddressHints.ANY);
                }
            }),
            new BrokenLoop("DNS-03", "takes an unknown host for an error of the caller",
                    sound -> new ForwardingLoop(sound) {
                        @Override
                        public Future<List<AddressInfo>> getAddrInfo(
                                @Nullable String host, @Nullable Port port, AddressHints hints) {
                            return Shown.failing(
                                    this,
                                    () -> super.getAddrInfo(host, port, hints),
                                    error -> error instanceof UnknownHostException
                                            ? new IllegalArgumentException("getAddrInfo: no host " + host)
                                            : error);
                        }
                    }),
            new BrokenLoop("DNS-05", "gives services by number only", sound -> new ForwardingLoop(sound) {
                @Override
                public Future<NameInfo> getNameInfo(SocketAddress address, Set<AddressFlag> flags) {
                    return super.getNameInfo(address, Set.of(AddressFlag.NUMERICHOST, AddressFlag.NUMERICSERV));
                }
            }));

    private BrokenSocketCalls() {}

    private static boolean closes(SocketChannel sock) {
        try {
            sock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private static final class LooksUpItself extends ForwardingLoop {
        LooksUpItself(AbstractEventLoop sound) {
            super(sound);
        }

        @Override
        public Future<List<AddressInfo>> getAddrInfo(
                @Nullable String host, @Nullable Port port, AddressHints hints) {
            Future<List<AddressInfo>> found = createFuture();
            try {
                List<AddressInfo> infos = new ArrayList<>();
                for (InetAddress address : InetAddress.getAllByName(host)) {
                    infos.add(new AddressInfo(
                            address instanceof Inet6Address ? AddressFamily.INET6 : AddressFamily.INET,
                            SocketType.STREAM,
                            6,
                            "",
                            new InetSocketAddress(address, port == null ? 0 : port.number())));
                }
                found.setResult(infos);
            } catch (UnknownHostException e) {
                found.setException(e);
            }
            return found;
        }
    }
}
