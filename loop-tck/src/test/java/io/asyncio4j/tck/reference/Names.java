// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.reference;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressFlag;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.NameInfo;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.tasks.Future;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hosts and services by name; asyncio's {@code getaddrinfo}.
 *
 * <p>
 * The JDK's resolver blocks, so it is asked in the default executor. It knows hosts only: types and protocols are added
 * here, and the names of services stand in {@code /etc/services}. A literal address with a number needs nobody.
 */
final class Names {

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final Path SERVICES = Path.of("/etc/services");

    private final SelectorNetwork loop;

    Names(SelectorNetwork loop) {
        this.loop = loop;
    }

    static AddressHints streams(AddressFamily family) {
        return AddressHints.ANY.type(SocketType.STREAM).family(family);
    }

    /** The family that a channel is for, if that can be told. */
    static AddressFamily family(SelectableChannel channel) {
        try {
            SocketAddress own = channel instanceof SocketChannel stream ? stream.getLocalAddress() : null;
            return own instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet4Address
                    ? AddressFamily.INET
                    : AddressFamily.UNSPECIFIED;
        } catch (IOException closed) {
            return AddressFamily.UNSPECIFIED;
        }
    }

    static StandardProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
    }

    // ---- in coroutines

    List<AddressInfo> resolve(@Nullable String host, int port, AddressHints hints) throws Exception {
        return resolve(host, Port.of(port), hints);
    }

    List<AddressInfo> resolve(@Nullable String host, @Nullable Port port, AddressHints hints) throws Exception {
        InetAddress literal = port == null || port.service() == null ? literal(host) : null;
        if (literal != null) {
            List<AddressInfo> known = infos(List.of(literal), port == null ? 0 : port.number(), hints, "");
            if (!known.isEmpty()) {
                return known;
            }
        }
        return loop.getAddrInfo(host, port, hints).await();
    }

    /** A zone is for the resolver: it knows the interfaces. */
    private static @Nullable InetAddress literal(@Nullable String host) {
        if (host == null || host.indexOf('%') >= 0) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException name) {
            return null;
        }
    }

    // ---- in the executor

    Future<List<AddressInfo>> addresses(@Nullable String host, @Nullable Port port, AddressHints hints) {
        return loop.runInExecutor(null, () -> {
            double began = loop.time();
            try {
                return look(host, port, hints);
            } finally {
                double seconds = loop.time() - began;
                if (loop.getDebug() && seconds >= loop.getSlowCallbackDuration()) {
                    SelectorLoop.LOG.log(Level.INFO,
                            String.format(Locale.ROOT, "Getting address info of %s took %.3f ms", host, seconds * 1e3));
                }
            }
        });
    }

    private static List<AddressInfo> look(@Nullable String host, @Nullable Port port, AddressHints hints)
            throws IOException {
        int number = port == null ? 0 : port.service() == null ? port.number() : serviceNumber(port.service(), hints);
        boolean passive = hints.flags().contains(AddressFlag.PASSIVE);
        String canonical = "";
        List<InetAddress> found = new ArrayList<>();
        if (host == null || host.isEmpty()) {
            for (String local : passive ? new String[] {"0.0.0.0", "::"} : new String[] {"::1", "127.0.0.1"}) {
                found.add(InetAddress.ofLiteral(local));
            }
        } else if (hints.flags().contains(AddressFlag.NUMERICHOST)) {
            InetAddress literal = literal(host);
            if (literal == null) {
                throw new UnknownHostException(host + ": Name or service not known");
            }
            found.add(literal);
        } else {
            try {
                found.addAll(List.of(InetAddress.getAllByName(host)));
            } catch (UnknownHostException e) {
                throw (IOException) new UnknownHostException(host + ": Name or service not known").initCause(e);
            }
            canonical = hints.flags().contains(AddressFlag.CANONNAME) ? host : "";
        }
        List<AddressInfo> infos = infos(found, number, hints, canonical);
        if (infos.isEmpty()) {
            throw new UnknownHostException(host + ": Address family for hostname not supported");
        }
        return infos;
    }

    private static List<AddressInfo> infos(List<InetAddress> found, int port, AddressHints hints, String canonical) {
        List<AddressInfo> infos = new ArrayList<>();
        for (InetAddress address : found) {
            AddressFamily family = address instanceof Inet4Address ? AddressFamily.INET : AddressFamily.INET6;
            if (hints.family() == AddressFamily.UNSPECIFIED || hints.family() == family) {
                for (SocketType type : List.of(SocketType.STREAM, SocketType.DATAGRAM)) {
                    int protocol = type == SocketType.STREAM ? TCP : UDP;
                    if ((hints.type() == SocketType.ANY || hints.type() == type)
                            && (hints.protocol() == 0 || hints.protocol() == protocol)) {
                        infos.add(new AddressInfo(family, type, protocol, infos.isEmpty() ? canonical : "",
                                new InetSocketAddress(address, port)));
                    }
                }
            }
        }
        return infos;
    }

    Future<NameInfo> name(SocketAddress address, Set<AddressFlag> flags) {
        return loop.runInExecutor(null, () -> {
            if (!(address instanceof InetSocketAddress inet) || inet.isUnresolved()) {
                throw new UnknownHostException("getNameInfo: " + address + " is no internet address");
            }
            String number = inet.getAddress().getHostAddress();
            String host = flags.contains(AddressFlag.NUMERICHOST)
                    ? number
                    : InetAddress.getByAddress(inet.getAddress().getAddress()).getHostName();
            if (flags.contains(AddressFlag.NAMEREQD) && host.equals(number)) {
                throw new UnknownHostException(number + ": Name or service not known");
            }
            String protocol = flags.contains(AddressFlag.DGRAM) ? "/udp" : "/tcp";
            String service = flags.contains(AddressFlag.NUMERICSERV)
                    ? null
                    : service(1, inet.getPort() + protocol, 0);
            return new NameInfo(host, service == null ? Integer.toString(inet.getPort()) : service);
        });
    }

    private static int serviceNumber(String name, AddressHints hints) throws IOException {
        String found = service(0, name, 1);
        if (found == null) {
            throw new UnknownHostException(name + ": Servname not supported for ai_socktype");
        }
        return Integer.parseInt(found.substring(0, found.indexOf('/')));
    }

    /** A line there is: name, number/protocol, other names. */
    private static @Nullable String service(int key, String wanted, int value) throws IOException {
        if (!Files.isReadable(SERVICES)) {
            return null;
        }
        try (Stream<String> lines = Files.lines(SERVICES)) {
            return lines.map(line -> line.split("\\s+", 3))
                    .filter(words -> words.length >= 2 && words[key].equals(wanted))
                    .map(words -> words[value])
                    .findFirst()
                    .orElse(null);
        }
    }
}
