// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressFlag;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.NameInfo;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResolverTest {

    private static final AddressHints STREAMS = AddressHints.ANY.type(SocketType.STREAM);

    @Nested
    class Literals {

        @Test
        void numbersNeedNobody() {
            List<AddressInfo> found = Resolver.literal("127.0.0.1", Port.of(80), STREAMS);
            assertEquals(
                    List.of(new AddressInfo(
                            AddressFamily.INET, SocketType.STREAM, 6, "", new InetSocketAddress("127.0.0.1", 80))),
                    found);
            assertEquals(AddressFamily.INET6, Resolver.literal("::1", null, STREAMS).getFirst().family());
        }

        @Test
        void namesServicesAndZonesDo() {
            assertNull(Resolver.literal("localhost", Port.of(80), STREAMS));
            assertNull(Resolver.literal("beef", Port.of(80), STREAMS));
            assertNull(Resolver.literal("127.0.0.1", Port.of("http"), STREAMS));
            assertNull(Resolver.literal("fe80::1%lo", Port.of(80), STREAMS));
            assertNull(Resolver.literal(null, Port.of(80), STREAMS));
        }

        @Test
        void otherFamilyIsLeftToTheResolver() {
            assertNull(Resolver.literal("127.0.0.1", Port.of(80), STREAMS.family(AddressFamily.INET6)));
        }
    }

    @Nested
    class LookUps {

        private final NettyEventLoop loop = NettyEventLoop.create(IoKind.NIO);

        @AfterEach
        void close() {
            loop.close();
        }

        @Test
        void anyTypeGivesStreamAndDatagram() throws Exception {
            List<AddressInfo> found =
                    loop.runUntilComplete(loop.getAddrInfo("127.0.0.1", Port.of(53), AddressHints.ANY));
            assertEquals(List.of(SocketType.STREAM, SocketType.DATAGRAM),
                    found.stream().map(AddressInfo::type).toList());
            assertEquals(List.of(6, 17), found.stream().map(AddressInfo::protocol).toList());
        }

        @Test
        void serviceGivesItsNumber() throws Exception {
            assertEquals(80, loop.runUntilComplete(loop.getAddrInfo("127.0.0.1", Port.of("http"), STREAMS))
                    .getFirst().address().getPort());
            assertThrows(UnknownHostException.class,
                    () -> loop.runUntilComplete(loop.getAddrInfo("127.0.0.1", Port.of("no-such"), STREAMS)));
        }

        @Test
        void noHostIsThisMachineOrAllInterfaces() throws Exception {
            assertEquals(
                    List.of("0:0:0:0:0:0:0:1", "127.0.0.1"),
                    hosts(loop.runUntilComplete(loop.getAddrInfo(null, Port.of(1), STREAMS))));
            assertEquals(
                    List.of("0.0.0.0", "0:0:0:0:0:0:0:0"),
                    hosts(loop.runUntilComplete(
                            loop.getAddrInfo(null, Port.of(1), STREAMS.flags(AddressFlag.PASSIVE)))));
        }

        private static List<String> hosts(List<AddressInfo> found) {
            return found.stream().map(info -> info.address().getAddress().getHostAddress()).toList();
        }

        @Test
        void numericFlagsAskNobody() throws Exception {
            assertThrows(UnknownHostException.class, () -> loop.runUntilComplete(
                    loop.getAddrInfo("localhost", Port.of(1), STREAMS.flags(AddressFlag.NUMERICHOST))));
            assertEquals(
                    new NameInfo("127.0.0.1", "80"),
                    loop.runUntilComplete(loop.getNameInfo(new InetSocketAddress("127.0.0.1", 80),
                            Set.of(AddressFlag.NUMERICHOST, AddressFlag.NUMERICSERV))));
        }

        @Test
        void serviceOfOneTypeGivesThatTypeOnly() throws Exception {
            assertEquals(
                    List.of(SocketType.STREAM),
                    loop.runUntilComplete(loop.getAddrInfo("127.0.0.1", Port.of("smtp"), AddressHints.ANY)).stream()
                            .map(AddressInfo::type)
                            .toList());
            assertThrows(UnknownHostException.class, () -> loop.runUntilComplete(loop.getAddrInfo(
                    "127.0.0.1", Port.of("http"), STREAMS.flags(AddressFlag.NUMERICSERV))));
        }

        @Test
        void mappedAddressesStandInForMissingOnes() throws Exception {
            AddressHints six = STREAMS.family(AddressFamily.INET6);
            assertThrows(UnknownHostException.class,
                    () -> loop.runUntilComplete(loop.getAddrInfo("127.0.0.1", Port.of(80), six)));
            AddressInfo mapped = loop.runUntilComplete(
                    loop.getAddrInfo("127.0.0.1", Port.of(80), six.flags(AddressFlag.V4MAPPED)))
                    .getFirst();
            assertEquals(AddressFamily.INET6, mapped.family());
            assertEquals("0:0:0:0:0:ffff:7f00:1", mapped.address().getAddress().getHostAddress());
            assertEquals(
                    List.of("0:0:0:0:0:0:0:1"),
                    hosts(loop.runUntilComplete(
                            loop.getAddrInfo("::1", Port.of(80), six.flags(AddressFlag.V4MAPPED)))));
        }

        @Test
        void scopesAreKept() throws Exception {
            AddressInfo scoped =
                    loop.runUntilComplete(loop.getAddrInfo("fe80::1%1", Port.of(80), STREAMS)).getFirst();
            assertEquals(1, ((java.net.Inet6Address) scoped.address().getAddress()).getScopeId());
            String first = java.net.NetworkInterface.getByIndex(1).getName();
            assertEquals(
                    "fe80:0:0:0:0:0:0:1%" + first,
                    loop.runUntilComplete(loop.getNameInfo(scoped.address(), Set.of(AddressFlag.NUMERICHOST)))
                            .host());
        }

        @Test
        void nothingToLookUpAndNamesThatAreTooLongAreErrors() {
            assertThrows(UnknownHostException.class,
                    () -> loop.runUntilComplete(loop.getAddrInfo(null, null, AddressHints.ANY)));
            assertThrows(UnknownHostException.class,
                    () -> loop.runUntilComplete(loop.getAddrInfo("a".repeat(300), Port.of(80), AddressHints.ANY)));
            assertThrows(UnknownHostException.class,
                    () -> loop.runUntilComplete(loop.getAddrInfo("", Port.of(80), AddressHints.ANY)));
        }

        @Test
        void onlyTheFirstAddressHasTheCanonicalName() throws Exception {
            assertEquals(
                    List.of("127.0.0.1", ""),
                    loop.runUntilComplete(loop.getAddrInfo(
                            "127.0.0.1", Port.of(80), AddressHints.ANY.flags(AddressFlag.CANONNAME)))
                            .stream()
                            .map(AddressInfo::canonicalName)
                            .toList());
        }

        @Test
        void portHasTheNameOfItsService() throws Exception {
            assertEquals("http", loop.runUntilComplete(loop.getNameInfo(new InetSocketAddress("127.0.0.1", 80),
                    Set.of(AddressFlag.NUMERICHOST))).service());
        }
    }
}
