// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.dns;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.base.LoopClock;
import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressFlag;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.NameInfo;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.tasks.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * asyncio's {@code getaddrinfo} and {@code getnameinfo}: the JDK's resolver in the loop's default executor, never on the loop's
 * thread; or a resolver of Netty for the hosts, and the executor for the rest as far as it may block. Loop only. What needs
 * no look-up (a literal address with a number for the port) is answered at once.
 */
public final class Resolver {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final AbstractEventLoop loop;
    private final @Nullable NettyNames names;

    /**
     * Makes a resolver.
     *
     * @param loop whose default executor does the look-ups
     * @param names whom to ask for hosts, or null for the JDK
     */
    public Resolver(AbstractEventLoop loop, @Nullable NettyNames names) {
        this.loop = loop;
        this.names = names;
    }

    /**
     * Looks up a host and a port.
     *
     * @param operation what the user called, for the text of an error
     * @param host name or literal address; null for the local host, or for all interfaces with the flag {@code PASSIVE}
     * @param port number or service, or null for 0
     * @param hints which addresses to give
     * @return the addresses, at least one
     */
    public Future<List<AddressInfo>> getAddrInfo(
            String operation, @Nullable String host, @Nullable Port port, AddressHints hints) {
        if (names != null && host != null && isName(host, hints)) {
            return askNetty(names, operation, host, port, hints);
        }
        if (!loop.getDebug()) {
            return loop.runInExecutor(null, () -> lookUp(operation, host, port, hints));
        }
        return loop.runInExecutor(null, () -> timed(operation, host, port, hints));
    }

    /** Whether somebody has to be asked for the host. */
    private static boolean isName(String host, AddressHints hints) {
        return !host.isEmpty()
                && host.indexOf(':') < 0
                && !hints.flags().contains(AddressFlag.NUMERICHOST)
                && parse(host) == null;
    }

    /** Asks on the own thread; what of the rest may block is for the executor. */
    private Future<List<AddressInfo>> askNetty(
            NettyNames netty, String operation, String host, @Nullable Port port, AddressHints hints) {
        Future<List<AddressInfo>> result = loop.createFuture();
        long begin = LoopClock.system().nanos();
        netty.ask(operation, host, (addresses, error) -> {
            if (result.done()) {
                return;
            }
            if (error != null || addresses.isEmpty()) {
                result.setException(explained(operation, host, error));
                return;
            }
            Callable<List<AddressInfo>> rest = () -> {
                List<AddressInfo> found = choose(operation, host, port, hints, addresses);
                if (loop.getDebug()) {
                    log(host, begin, found);
                }
                return found;
            };
            try {
                if (mayBlock(port, hints)) {
                    follow(result, loop.runInExecutor(null, rest));
                } else {
                    result.setResult(rest.call());
                }
            } catch (Exception failure) {
                result.setException(failure);
            }
        });
        return result;
    }

    private static boolean mayBlock(@Nullable Port port, AddressHints hints) {
        return (port != null && port.service() != null)
                || hints.flags().contains(AddressFlag.ADDRCONFIG)
                || hints.flags().contains(AddressFlag.CANONNAME);
    }

    private static void follow(Future<List<AddressInfo>> result, Future<List<AddressInfo>> rest) {
        result.addDoneCallback(done -> rest.cancel());
        rest.addDoneCallback(done -> {
            Throwable error = done.cancelled() ? null : done.exception();
            if (result.done()) {
                return;
            }
            if (done.cancelled()) {
                result.cancel();
            } else if (error != null) {
                result.setException(error);
            } else {
                result.setResult(done.resultNow());
            }
        });
    }

    /** In debug mode each look-up is logged, at INFO if it was slow (asyncio: {@code _getaddrinfo_debug}; rule DBG-09). */
    private List<AddressInfo> timed(String operation, @Nullable String host, @Nullable Port port, AddressHints hints)
            throws UnknownHostException {
        long begin = LoopClock.system().nanos();
        List<AddressInfo> found = lookUp(operation, host, port, hints);
        log(host, begin, found);
        return found;
    }

    private void log(@Nullable String host, long begin, List<AddressInfo> found) {
        double seconds = (LoopClock.system().nanos() - begin) / 1e9;
        Level level = seconds >= loop.getSlowCallbackDuration() ? Level.INFO : Level.DEBUG;
        LOG.log(level, () -> "Getting address info of %s took %.3f ms: %s".formatted(host, seconds * 1e3, found));
    }

    /**
     * Answers what needs no look-up.
     *
     * @param host a literal address without a zone
     * @param port a number
     * @param hints which addresses to give
     * @return the addresses, or null if somebody has to be asked
     */
    public static @Nullable List<AddressInfo> literal(
            @Nullable String host, @Nullable Port port, AddressHints hints) {
        if (host == null || host.isEmpty() || host.indexOf('%') >= 0 || (port != null && port.service() != null)) {
            return null;
        }
        InetAddress address = parse(host);
        if (address == null || !fits(address, hints.family())) {
            return null;
        }
        List<AddressInfo> found = new ArrayList<>(1);
        add(found, address, Ports.of(port == null ? 0 : port.number()), hints, "");
        return found;
    }

    private static @Nullable InetAddress parse(String host) {
        char first = host.charAt(0);
        boolean maybe = Character.digit(first, 16) >= 0 || first == ':';
        if (!maybe) {
            return null;
        }
        try {
            // Without the literal as its name, so that it prints like an address that came from a socket.
            return InetAddress.getByAddress(InetAddress.ofLiteral(host).getAddress());
        } catch (IllegalArgumentException | UnknownHostException name) {
            return null;
        }
    }

    private static List<AddressInfo> lookUp(
            String operation, @Nullable String host, @Nullable Port port, AddressHints hints)
            throws UnknownHostException {
        if (host == null && port == null) {
            throw new UnknownHostException(
                    operation + ": neither a host nor a port is given; give one of the two");
        }
        return choose(operation, host, port, hints, List.of(addresses(operation, host, hints)));
    }

    /** What of the addresses of a host is wanted, with the port. */
    private static List<AddressInfo> choose(
            String operation, @Nullable String host, @Nullable Port port, AddressHints hints, List<InetAddress> all)
            throws UnknownHostException {
        Ports ports = Ports.of(operation, port, hints);
        List<AddressInfo> found = new ArrayList<>();
        for (InetAddress address : fitting(all, hints)) {
            add(found, address, ports, hints, found.isEmpty() ? canonicalName(address, host, hints) : "");
        }
        if (found.isEmpty()) {
            throw new UnknownHostException(operation + ": \"" + host + "\" has no address of the family "
                    + hints.family() + ", type " + hints.type() + " and protocol " + hints.protocol()
                    + "; ask for other ones");
        }
        return found;
    }

    /** The port for each type of socket; null: the service is not one of that type. */
    private record Ports(@Nullable Integer tcp, @Nullable Integer udp) {

        static Ports of(int number) {
            return new Ports(number, number);
        }

        static Ports of(String operation, @Nullable Port port, AddressHints hints) throws UnknownHostException {
            if (port == null || port.service() == null) {
                return of(port == null ? 0 : port.number());
            }
            if (hints.flags().contains(AddressFlag.NUMERICSERV)) {
                throw new UnknownHostException(operation + ": the service \"" + port.service()
                        + "\" is no number, and NUMERICSERV forbids to look it up; leave the flag out");
            }
            if (hints.type() != SocketType.ANY) {
                return of(Services.number(operation, port, hints.type()));
            }
            Integer tcp = Services.find(port.service(), SocketType.STREAM);
            Integer udp = Services.find(port.service(), SocketType.DATAGRAM);
            return tcp == null && udp == null
                    ? of(Services.number(operation, port, hints.type()))
                    : new Ports(tcp, udp);
        }
    }

    /** Those of the family that was asked for, in the resolver's order; the flags about families are all here. */
    private static List<InetAddress> fitting(List<InetAddress> addresses, AddressHints hints)
            throws UnknownHostException {
        Set<AddressFlag> flags = hints.flags();
        List<InetAddress> found = new ArrayList<>();
        List<InetAddress> mapped = new ArrayList<>();
        for (InetAddress address : addresses) {
            if (flags.contains(AddressFlag.ADDRCONFIG) && !Interfaces.reach(address)) {
                continue;
            }
            if (fits(address, hints.family())) {
                found.add(address);
            } else if (hints.family() == AddressFamily.INET6 && flags.contains(AddressFlag.V4MAPPED)) {
                mapped.add(Interfaces.mapped(address));
            }
        }
        if (found.isEmpty() || flags.contains(AddressFlag.ALL)) {
            found.addAll(mapped);
        }
        return found;
    }

    private static InetAddress[] addresses(String operation, @Nullable String host, AddressHints hints)
            throws UnknownHostException {
        if (host == null) {
            return hints.flags().contains(AddressFlag.PASSIVE)
                    ? new InetAddress[] {InetAddress.ofLiteral("0.0.0.0"), InetAddress.ofLiteral("::")}
                    : new InetAddress[] {InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("127.0.0.1")};
        }
        try {
            if (host.isEmpty() || (hints.flags().contains(AddressFlag.NUMERICHOST) && parse(host) == null)) {
                throw new UnknownHostException(host);
            }
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException unknown) {
            throw explained(operation, host, unknown);
        }
    }

    private static UnknownHostException explained(String operation, String host, @Nullable Throwable cause) {
        boolean unknown = cause == null || cause instanceof UnknownHostException;
        UnknownHostException explained = new UnknownHostException(operation + ": the host \"" + host
                + (unknown
                        ? "\" is not known; check its spelling and the name service"
                        : "\" could not be looked up: " + cause + "; check the resolver"));
        explained.initCause(cause);
        return explained;
    }

    private static boolean fits(InetAddress address, AddressFamily family) {
        return switch (family) {
            case UNSPECIFIED -> true;
            case INET -> address instanceof Inet4Address;
            case INET6 -> !(address instanceof Inet4Address);
            case UNIX -> false;
        };
    }

    private static String canonicalName(InetAddress address, @Nullable String host, AddressHints hints) {
        if (!hints.flags().contains(AddressFlag.CANONNAME)) {
            return "";
        }
        return host != null && parse(host) != null ? host : address.getCanonicalHostName();
    }

    private static void add(
            List<AddressInfo> found, InetAddress address, Ports ports, AddressHints hints, String canonicalName) {
        AddressFamily family = address instanceof Inet4Address ? AddressFamily.INET : AddressFamily.INET6;
        String name = canonicalName;
        if (ports.tcp() != null
                && hints.type() != SocketType.DATAGRAM
                && (hints.protocol() == 0 || hints.protocol() == TCP)) {
            found.add(new AddressInfo(
                    family, SocketType.STREAM, TCP, name, new InetSocketAddress(address, ports.tcp())));
            name = "";
        }
        if (ports.udp() != null
                && hints.type() != SocketType.STREAM
                && (hints.protocol() == 0 || hints.protocol() == UDP)) {
            found.add(new AddressInfo(
                    family, SocketType.DATAGRAM, UDP, name, new InetSocketAddress(address, ports.udp())));
        }
    }

    /**
     * Looks up the names of an address.
     *
     * @param address an internet address
     * @param flags what to do besides
     * @return host and service
     * @throws IllegalArgumentException when the address is of another kind
     */
    public Future<NameInfo> getNameInfo(SocketAddress address, Set<AddressFlag> flags) {
        Objects.requireNonNull(address, "getNameInfo: address is null; give an InetSocketAddress");
        Objects.requireNonNull(flags, "getNameInfo: flags is null; use Set.of()");
        if (!(address instanceof InetSocketAddress inet)) {
            throw new IllegalArgumentException(
                    "getNameInfo: the address is " + address + "; give an InetSocketAddress");
        }
        return loop.runInExecutor(null, () -> names(inet, flags));
    }

    private static NameInfo names(InetSocketAddress address, Set<AddressFlag> flags) throws UnknownHostException {
        InetAddress ip = address.getAddress();
        if (ip == null) {
            throw new UnknownHostException("getNameInfo: " + address + " is not resolved; resolve it first");
        }
        String literal = Interfaces.literal(ip);
        String host = flags.contains(AddressFlag.NUMERICHOST) ? literal : ip.getCanonicalHostName();
        if (flags.contains(AddressFlag.NAMEREQD) && host.equals(literal)) {
            throw new UnknownHostException(
                    "getNameInfo: " + literal + " has no name; leave NAMEREQD out to get the address");
        }
        String service = flags.contains(AddressFlag.NUMERICSERV)
                ? null
                : Services.name(address.getPort(), flags.contains(AddressFlag.DGRAM));
        return new NameInfo(host, service == null ? Integer.toString(address.getPort()) : service);
    }
}
