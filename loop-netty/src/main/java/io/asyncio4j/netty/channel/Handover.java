// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.events.Server;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Shares what one server accepts out among several, each of its own loop: a connection goes to the one that has the fewest,
 * of several to the next in turn, and never to one that was closed or whose loop ends. The thread of the accepting loop only.
 *
 * <p>A connection belongs to no event loop before it is registered, so it may go to another thread as long as nobody has
 * touched it; there it is taken up like one of that loop's own.
 */
public final class Handover {

    private final List<NettyServer> servers;
    private int next;

    private Handover(List<NettyServer> servers) {
        this.servers = servers;
    }

    /**
     * Has the first of some servers give its connections to all of them. Loop only: that of the first.
     *
     * @param servers made by loops of one kind; the first listens
     */
    public static void among(List<Server> servers) {
        List<NettyServer> all = servers.stream().map(NettyServer.class::cast).toList();
        all.getFirst().handOver(new Handover(all));
    }

    /** Each connection is served, or closed if nobody takes any. */
    void give(Channel child) {
        for (NettyServer chosen = leastBusy(); chosen != null; chosen = leastBusy()) {
            NettyServer taker = chosen;
            taker.expect();
            try {
                taker.onItsThread(() -> taker.takeOver(child));
                return;
            } catch (RejectedExecutionException ended) {
                // Its loop has ended since it was asked: from now on it takes none.
                taker.expectNoMore();
            }
        }
        child.unsafe().closeForcibly();
    }

    /** {@return one that takes connections, or null if none does} */
    private @Nullable NettyServer leastBusy() {
        int first = next;
        next = (first + 1) % servers.size();
        NettyServer chosen = null;
        for (int i = 0; i < servers.size(); i++) {
            NettyServer other = servers.get((first + i) % servers.size());
            if (other.takesConnections() && (chosen == null || other.load() < chosen.load())) {
                chosen = other;
            }
        }
        return chosen;
    }
}
