// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.strm;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.Server;
import io.asyncio4j.streams.ConnectionHandler;
import io.asyncio4j.streams.StreamConnection;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.RawListener;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.TcpRig;

/** Streams of the loop under test with raw peers, on a {@link TcpRig}, which closes them. */
final class StreamRig implements AutoCloseable {

    final TcpRig tcp;
    private final RuleContext tck;

    StreamRig(RuleContext tck) {
        this.tck = tck;
        this.tcp = new TcpRig(tck);
    }

    /** A stream and its other side. */
    record Link(StreamReader reader, StreamWriter writer, RawPeer peer) {}

    /** Opens a stream to a raw peer. */
    Link open() throws Exception {
        return open(StreamReader.DEFAULT_LIMIT);
    }

    Link open(int limit) throws Exception {
        try (RawListener listener = RawListener.open("127.0.0.1", 0)) {
            StreamConnection made = tck.call(() -> Asyncio.openConnection(TcpRig.to(listener), limit));
            tcp.track(made.writer().transport());
            return new Link(made.reader(), made.writer(), tcp.closing(listener.accept()));
        }
    }

    /** Starts a server of streams; whoever connects is a raw peer. */
    Server serve(ConnectionHandler handler) throws Exception {
        return tcp.track(tck.call(() -> Asyncio.startServer((reader, writer) -> {
            tcp.track(writer.transport());
            handler.handle(reader, writer);
        }, "127.0.0.1", 0)));
    }

    /** Opens a stream whose transport has more than it wants: each drain waits until the peer reads. */
    Link openFull() throws Exception {
        Link link = open();
        tcp.fill(link.writer().transport());
        tcp.act(() -> link.writer().transport().setWriteBufferLimits(1000, null));
        return link;
    }

    /** Loses the connection by a reset, and waits until the stream knows. */
    void reset(Link link) throws Exception {
        link.peer().reset();
        tck.runUntil("the reader has an exception", () -> link.reader().exception() != null);
    }

    @Override
    public void close() throws Exception {
        tcp.close();
    }
}
