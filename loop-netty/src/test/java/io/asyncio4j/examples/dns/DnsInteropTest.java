// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.examples.Child;
import io.asyncio4j.examples.Loops;
import io.asyncio4j.net.AddressHints;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.ListenOptions;
import io.asyncio4j.net.Port;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import io.asyncio4j.netty.NettyLoopOptions;
import io.asyncio4j.netty.TlsProvider;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.CoroutineAction;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.ExtraInfo;
import io.asyncio4j.transports.Transport;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The example client against dnsmasq, which knows a few names and asks nobody else. */
@Timeout(300)
class DnsInteropTest {

    private static final String LONG_TEXT = "long text ".repeat(20).strip();

    private static Child server;
    private static int port;

    @BeforeAll
    static void startDnsmasq() throws Exception {
        port = Loops.freePort();
        List<String> command = new ArrayList<>(List.of(
                "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=" + port,
                "--listen-address=127.0.0.1", "--bind-interfaces", "--no-resolv", "--no-hosts", "--local=/test/",
                "--pid-file=", "--user=" + System.getProperty("user.name"), "--log-facility=-", "--local-ttl=60",
                "--host-record=www.test,10.1.2.3,fd00::1:2", "--cname=alias.test,www.test",
                "--host-record=here.test,127.0.0.1",
                "--mx-host=test,mail.test,10", "--srv-host=_imap._tcp.test,mail.test,993,1,2",
                "--ptr-record=3.2.1.10.in-addr.arpa,www.test", "--txt-record=text.test,one,two words"));
        for (int i = 0; i < 10; i++) {
            command.add("--txt-record=long.test," + LONG_TEXT + " " + i);
        }
        for (int i = 0; i < 100; i++) {
            command.add("--host-record=host" + i + ".test,10.0.0." + i);
        }
        server = Child.start("dnsmasq-base", command);
        server.awaitPart("started, version");
    }

    @AfterAll
    static void stopDnsmasq() throws Exception {
        if (server != null) {
            server.stop();
        }
    }

    private static void run(IoKind kind, CoroutineAction body) {
        Loops.run(kind, TlsProvider.AUTO, body);
    }

    private static List<String> ask(DnsClient dns, String name, DnsType type) throws Exception {
        return dns.query(name, type).stream().map(DnsRecord::toString).toList();
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void answersOfEachTypeAreRead(IoKind kind) {
        run(kind, () -> {
            try (DnsClient dns = DnsClient.connect("127.0.0.1", port, 10)) {
                assertEquals(List.of("www.test 60 IN A 10.1.2.3"), ask(dns, "www.test", DnsType.A));
                assertEquals(List.of("WWW.Test 60 IN A 10.1.2.3"), ask(dns, "WWW.Test.", DnsType.A));
                assertEquals(List.of("www.test 60 IN AAAA fd00:0:0:0:0:0:1:2"), ask(dns, "www.test", DnsType.AAAA));
                assertEquals(
                        List.of("alias.test 60 IN CNAME www.test", "www.test 60 IN A 10.1.2.3"),
                        ask(dns, "alias.test", DnsType.A));
                assertEquals(List.of("test 60 IN MX 10 mail.test"), ask(dns, "test", DnsType.MX));
                assertEquals(
                        List.of("_imap._tcp.test 60 IN SRV 1 2 993 mail.test"),
                        ask(dns, "_imap._tcp.test", DnsType.SRV));
                assertEquals(
                        List.of("3.2.1.10.in-addr.arpa 60 IN PTR www.test"),
                        ask(dns, "3.2.1.10.in-addr.arpa", DnsType.PTR));
                assertEquals(
                        List.of("text.test 60 IN TXT \"one\" \"two words\""), ask(dns, "text.test", DnsType.TXT));
                assertEquals(List.of(), ask(dns, "text.test", DnsType.MX));
                DnsException unknown = assertThrows(DnsException.class, () -> ask(dns, "nowhere.test", DnsType.A));
                assertEquals("nowhere.test A: there is no such name", unknown.getMessage());
                DnsException refused = assertThrows(DnsException.class, () -> ask(dns, "www.example.org", DnsType.A));
                assertEquals(5, refused.code());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void longAnswersComeOverTcp(IoKind kind) {
        run(kind, () -> {
            try (DnsClient dns = DnsClient.connect("127.0.0.1", port, 10)) {
                List<String> texts = ask(dns, "long.test", DnsType.TXT).stream().sorted().toList();
                assertEquals(10, texts.size());
                for (int i = 0; i < 10; i++) {
                    assertEquals("long.test 60 IN TXT \"" + LONG_TEXT + " " + i + "\"", texts.get(i));
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void manyQuestionsShareASocket(IoKind kind) {
        run(kind, () -> {
            try (DnsClient dns = DnsClient.connect("127.0.0.1", port, 10)) {
                Asyncio.taskGroup(group -> {
                    for (int i = 0; i < 100; i++) {
                        String host = "host" + i + ".test";
                        String expected = host + " 60 IN A 10.0.0." + i;
                        group.createTask(() -> assertEquals(List.of(expected), ask(dns, host, DnsType.A)));
                    }
                });
            }
        });
    }

    /** Answers to other questions, with other numbers, cut short, not at all; the third time as it should be. */
    private static final class Unreliable implements DatagramProtocol {

        private @Nullable DatagramTransport transport;
        private int questions;

        @Override
        public void connectionMade(BaseTransport made) {
            transport = (DatagramTransport) made;
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress address) {
            questions++;
            byte[] answer = data.clone();
            answer[2] |= (byte) 0x80;
            DatagramTransport out = Objects.requireNonNull(transport);
            if (questions == 1) {
                byte[] another = answer.clone();
                another[0] ^= 1;
                out.sendto(another, address);
                byte[] elsewhere = answer.clone();
                elsewhere[13] ^= 1;
                out.sendto(elsewhere, address);
                out.sendto(Arrays.copyOf(answer, 14), address);
                out.sendto(new byte[0], address);
            } else if (questions == 3) {
                out.sendto(answer, address);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void lossAndForgeryDoNotMatter(IoKind kind) {
        run(kind, () -> {
            Connection<DatagramTransport, Unreliable> endpoint = Asyncio.getRunningLoop()
                    .createDatagramEndpoint(Unreliable::new, DatagramOptions.at("127.0.0.1", 0))
                    .await();
            InetSocketAddress there = (InetSocketAddress) endpoint.transport().getExtraInfo(ExtraInfo.SOCKNAME);
            try (DnsClient dns = DnsClient.connect("127.0.0.1", there.getPort(), 0.2)) {
                assertEquals(List.of(), ask(dns, "www.test", DnsType.A));
                assertThrows(TimeoutException.class, () -> ask(dns, "www.test", DnsType.A));
            }
            assertEquals(6, endpoint.protocol().questions);
            endpoint.transport().close();
        });
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void nobodyThereIsHeardAtOnce(IoKind kind) {
        run(kind, () -> {
            try (DnsClient dns = DnsClient.connect("127.0.0.1", Loops.freePort(), 60)) {
                Exception refused = assertThrows(Exception.class, () -> ask(dns, "www.test", DnsType.A));
                assertTrue(
                        refused instanceof ConnectException || refused instanceof PortUnreachableException,
                        refused::toString);
            }
        });
    }

    /** The resolver of Netty that looks up hosts for the loop, on the loop's own thread and poller. */
    private static DnsAddressResolverGroup netty(IoKind kind) {
        Class<? extends io.netty.channel.socket.DatagramChannel> channels = switch (kind) {
            case EPOLL -> EpollDatagramChannel.class;
            case IO_URING -> IoUringDatagramChannel.class;
            default -> NioDatagramChannel.class;
        };
        return new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(channels)
                .nameServerProvider(
                        new SingletonDnsServerAddressStreamProvider(new InetSocketAddress("127.0.0.1", port))));
    }

    @ParameterizedTest
    @MethodSource("io.asyncio4j.examples.Loops#kinds")
    void loopLooksHostsUpWithTheResolverOfNetty(IoKind kind) throws Exception {
        AddressHints streams = AddressHints.ANY.type(SocketType.STREAM);
        try (DnsAddressResolverGroup group = netty(kind);
                NettyEventLoop loop = NettyEventLoop.create(NettyLoopOptions.DEFAULTS.kind(kind).resolver(group))) {
            assertEquals(
                    List.of("10.1.2.3:80", "fd00:0:0:0:0:0:1:2:80"),
                    loop.runUntilComplete(loop.getAddrInfo("alias.test", Port.of("http"), streams)).stream()
                            .map(AddressInfo::address)
                            .map(found -> found.getAddress().getHostAddress() + ":" + found.getPort())
                            .sorted()
                            .toList());
            UnknownHostException unknown = assertThrows(
                    UnknownHostException.class,
                    () -> loop.runUntilComplete(loop.getAddrInfo("nowhere.test", Port.of(80), streams)));
            assertEquals(
                    "getAddrInfo: the host \"nowhere.test\" is not known; check its spelling and the name service",
                    unknown.getMessage());
            Server server = loop.runUntilComplete(loop.createServer(Silent::new, ListenOptions.at("here.test", 0)));
            int there = ((InetSocketAddress) server.sockets().getFirst().getsockname()).getPort();
            Connection<Transport, Silent> connection = loop.runUntilComplete(
                    loop.createConnection(Silent::new, ConnectOptions.to("here.test", there)));
            InetSocketAddress peer =
                    (InetSocketAddress) Objects.requireNonNull(connection.transport().getExtraInfo(ExtraInfo.PEERNAME));
            assertEquals("127.0.0.1", peer.getAddress().getHostAddress());
            connection.transport().abort();
            server.close();
        }
    }

    private static final class Silent implements Protocol {}

    @Test
    void programPrintsAnswers() throws Exception {
        try (Child dig = Child.java(
                Loops.BATON_CARRIER, Dig.class, "127.0.0.1", Integer.toString(port), "alias.test", "AAAA")) {
            assertEquals(0, dig.join(), () -> dig.lines().toString());
            assertEquals(
                    List.of("alias.test 60 IN CNAME www.test", "www.test 60 IN AAAA fd00:0:0:0:0:0:1:2"), dig.lines());
        }
    }
}
