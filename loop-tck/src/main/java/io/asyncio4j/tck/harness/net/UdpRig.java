// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Endpoints of the loop under test with raw sockets, on top of a {@link TcpRig} for running. Closing it closes what was opened
 * with it.
 */
public final class UdpRig implements AutoCloseable {

    private static final int MOST_BYTES = 65_536;

    private final RuleContext tck;
    private final TcpRig rig;
    private final List<DatagramTransport> transports = new ArrayList<>();

    /**
     * Makes a rig on the rule's loop.
     *
     * @param tck the rule's context
     */
    public UdpRig(RuleContext tck) {
        this.tck = tck;
        this.rig = new TcpRig(tck);
    }

    /** For running, and for closing what else was opened. */
    public TcpRig rig() {
        return rig;
    }

    /** A protocol that notes its events in the rule's log. */
    public RecordingDatagrams protocol() {
        return protocol("");
    }

    /** A protocol whose events begin with a prefix. */
    public RecordingDatagrams protocol(String prefix) {
        return new RecordingDatagrams(tck.log, prefix);
    }

    /** Opens an endpoint. */
    public DatagramTransport open(RecordingDatagrams protocol, DatagramOptions options) throws Exception {
        DatagramTransport transport =
                rig.run(tck.loop().createDatagramEndpoint(() -> protocol, options)).transport();
        transports.add(transport);
        return transport;
    }

    /** Opens an endpoint at a free port of 127.0.0.1. */
    public DatagramTransport bound(RecordingDatagrams protocol) throws Exception {
        return open(protocol, DatagramOptions.at("127.0.0.1", 0));
    }

    /** Opens an endpoint that talks to a socket. */
    public DatagramTransport connected(RecordingDatagrams protocol, DatagramSocket peer) throws Exception {
        return open(protocol, DatagramOptions.to("127.0.0.1", peer.getLocalPort()));
    }

    /** The own address of an endpoint. */
    public static InetSocketAddress sockname(DatagramTransport transport) {
        return (InetSocketAddress) Objects.requireNonNull(transport.getExtraInfo(ExtraInfo.SOCKNAME));
    }

    /** A raw socket at 127.0.0.1. */
    public DatagramSocket peer() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        socket.setSoTimeout(RawPeer.TIMEOUT_MILLIS);
        return rig.closing(socket);
    }

    /** The address of a raw socket. */
    public static InetSocketAddress address(DatagramSocket peer) {
        return (InetSocketAddress) peer.getLocalSocketAddress();
    }

    /** A port of 127.0.0.1 where nobody receives. */
    public static InetSocketAddress nobody() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            return address(socket);
        }
    }

    /** Sends a datagram, which is with the system when this returns. */
    public static void send(DatagramSocket peer, String text, InetSocketAddress to) throws IOException {
        byte[] data = TcpRig.bytes(text);
        peer.send(new DatagramPacket(data, data.length, to));
    }

    /** What a raw socket receives next, on a thread beside the loop. */
    public static CompletableFuture<byte[]> receiving(DatagramSocket peer) {
        return RawPeer.helper(() -> receive(peer));
    }

    /** What a raw socket receives next, as Latin 1. */
    public String received(DatagramSocket peer) throws Exception {
        return new String(rig.await(receiving(peer)), StandardCharsets.ISO_8859_1);
    }

    private static byte[] receive(DatagramSocket peer) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
        peer.receive(packet);
        return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** Runs the loop until a protocol has got so many datagrams in all. */
    public void untilReceived(RecordingDatagrams protocol, int count) {
        tck.runUntil(count + " datagrams were received", () -> protocol.received().size() >= count);
    }

    @Override
    public void close() throws Exception {
        rig.act(() -> transports.forEach(DatagramTransport::abort));
        rig.iterations(2);
        rig.close();
    }
}
