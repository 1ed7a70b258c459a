// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import io.asyncio4j.events.Server;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.FaultProxy.Way;
import io.asyncio4j.tck.harness.net.TcpRig.End;
import io.asyncio4j.transports.Transport;

/**
 * A connection of the loop under test with a raw peer, and a bad network between them.
 *
 * @param transport the loop's side
 * @param peer the other side
 * @param network what does harm when it is told to
 * @param toPeer the way from the loop to the peer
 * @param fromPeer the way back
 */
public record BadLink(Transport transport, RawPeer peer, FaultProxy network, Way toPeer, Way fromPeer) {

    /**
     * Connects the loop with a peer through a proxy.
     *
     * @param tck the rule's context
     * @param rig closes all of it
     * @param end how the loop comes to the connection
     * @param protocol the loop's protocol
     * @return the connection
     * @throws Exception when it cannot be made
     */
    public static BadLink open(RuleContext tck, TcpRig rig, End end, Recorder<?> protocol) throws Exception {
        if (end == End.CLIENT) {
            try (RawListener listener = RawListener.open("127.0.0.1", 0)) {
                FaultProxy network = rig.closing(FaultProxy.before(listener.address()));
                int port = network.address().getPort();
                Transport transport =
                        rig.run(tck.loop().createConnection(() -> protocol, "127.0.0.1", port)).transport();
                rig.track(transport);
                return new BadLink(
                        transport, rig.closing(listener.accept()), network, Way.TO_TARGET, Way.FROM_TARGET);
            }
        }
        Server server = rig.serve(() -> protocol);
        FaultProxy network = rig.closing(FaultProxy.before(TcpRig.address(server)));
        RawPeer peer = rig.peer(network.address());
        tck.runUntil("connectionMade was called", protocol::isMade);
        rig.act(server::close);
        return new BadLink(protocol.transport(), peer, network, Way.FROM_TARGET, Way.TO_TARGET);
    }
}
