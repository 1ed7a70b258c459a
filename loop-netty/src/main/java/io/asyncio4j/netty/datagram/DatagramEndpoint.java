// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.base.LoopReports;
import io.asyncio4j.net.Datagram;
import io.asyncio4j.netty.channel.Calls;
import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.channel.ErrorMapping;
import io.asyncio4j.netty.channel.SocketInfo;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A datagram channel of Netty as asyncio's transport. Loop only; methods marked "own thread" are called from Netty. */
final class DatagramEndpoint extends SendingEndpoint implements DatagramInbound.Owner {

    /** No protocol yet. To OPEN, or to LOST if nobody wants the channel. */
    private static final byte CONNECTING = 0;

    /** Has a protocol. To CLOSING by close(), to LOST_QUEUED by abort() or an error. */
    private static final byte OPEN = 1;

    /** Sends what is left, delivers nothing any more. To LOST_QUEUED. */
    private static final byte CLOSING = 2;

    /** connection_lost is in the ready queue, nothing is sent any more. To LOST. */
    private static final byte LOST_QUEUED = 3;

    /** connection_lost has returned, or the loop was closed; the channel is closed. */
    private static final byte LOST = 4;

    private final DatagramInbound inbound;
    private final SocketInfo info;
    private byte state = CONNECTING;
    private @Nullable DatagramProtocol protocol;
    private @Nullable Throwable lostBecause;

    /**
     * Puts itself into a channel's pipeline; the channel must not be registered yet, lest it reads.
     *
     * @param batches whether the channel receives several datagrams into one buffer
     * @param context in which the protocol will be called
     */
    DatagramEndpoint(ChannelLoop home, Channel channel, DatagramTargets targets, boolean batches, Context context) {
        super(home, channel, targets, context);
        this.info = new SocketInfo(channel);
        this.inbound = new DatagramInbound(this, home.loop(), context);
        DatagramBridge bridge = new DatagramBridge(this, home.buffers(), batches, new Coalescing(channel, batches));
        channel.config().setAutoRead(false).setRecvByteBufAllocator(bridge);
        channel.pipeline().addLast(bridge);
    }

    /** Gives it its protocol: queues {@code connection_made}, then the begin of reading and {@code opened}. Own thread. */
    void open(DatagramProtocol newProtocol, Runnable opened) {
        protocol = newProtocol;
        inbound.protocol(newProtocol);
        info.connected(targets.sockname(channel), targets.peername(channel));
        state = OPEN;
        LoopReports.connectionMade(home.loop(), this, meter);
        home.enqueue("Protocol.connectionMade", () -> newProtocol.connectionMade(this), context);
        home.enqueue(
                "begin of reading",
                () -> {
                    inbound.start();
                    settleSoon();
                    opened.run();
                },
                context);
    }

    /** Closes the channel of an endpoint that nobody will get. Own thread. */
    void dispose() {
        state = LOST;
        inbound.close();
        out.discard();
        if (channel.isRegistered()) {
            channel.close();
        } else {
            channel.unsafe().closeForcibly();
        }
    }

    // ---- receiving

    /** Own thread. */
    void received(Datagram datagram) {
        if (state <= OPEN && out.sender().hears(datagram.address())) {
            if (meter != null) {
                meter.read(datagram.data().length);
            }
            inbound.add(datagram);
        }
    }

    /** Own thread: an earlier datagram was refused, or the socket failed. */
    void readFailed(Throwable cause) {
        if (state <= OPEN) {
            inbound.add(ErrorMapping.onDatagram(cause, "receive", info.peername()));
        }
    }

    @Override
    public void readFailure(Throwable error) {
        fatal(error, "Fatal read error on datagram transport");
    }

    @Override
    public boolean isReading() {
        return state == OPEN && !inbound.isPaused();
    }

    @Override
    public void pauseReading() {
        home.check("pauseReading");
        if (state == OPEN) {
            inbound.pause();
        }
    }

    @Override
    public void resumeReading() {
        home.check("resumeReading");
        if (state == OPEN) {
            inbound.resume();
        }
    }

    /** All that was received together is answered, as far as it was. */
    @Override
    public void drained() {
        settleSoon();
    }

    @Override
    boolean hasMoreInput() {
        return inbound.hasMore();
    }

    // ---- the own thread's part

    @Override
    void settle() {
        if (state >= LOST_QUEUED) {
            return;
        }
        patienceEnds();
        out.flush();
        if (out.needsRefill() || flow.couldResumeAt(out.size())) {
            queueProceed();
        }
        inbound.applyTo(channel, state == OPEN);
        if (state == CLOSING && out.size() == 0 && !flow.isPaused()) {
            queueLost(null);
        }
    }

    // ---- the end

    @Override
    public void close() {
        home.check("close");
        if (state != OPEN) {
            return;
        }
        state = CLOSING;
        inbound.close();
        settleSoon();
        if (state == CLOSING && out.size() == 0 && !flow.isPaused()) {
            queueLost(null);
        }
    }

    @Override
    public void abort() {
        home.check("abort");
        forceClose(null);
    }

    @Override
    public boolean isClosing() {
        return state >= CLOSING;
    }

    @Override
    boolean isLost() {
        return state >= LOST_QUEUED;
    }

    @Override
    @Nullable SocketAddress peername() {
        return info.peername();
    }

    @Override
    void fatal(Throwable error, String message) {
        if (state < LOST_QUEUED) {
            Calls.report(home, this, error, message, protocol);
        }
        forceClose(error);
    }

    private void forceClose(@Nullable Throwable cause) {
        if (state < LOST_QUEUED) {
            inbound.close();
            queueLost(cause);
        }
    }

    private void queueLost(@Nullable Throwable cause) {
        state = LOST_QUEUED;
        lostBecause = cause;
        patienceEnds();
        out.discard();
        home.enqueue("Protocol.connectionLost", this::lost, context);
    }

    private void lost() {
        BaseProtocol current = protocol;
        try {
            if (current != null) {
                current.connectionLost(lostBecause);
            }
        } finally {
            state = LOST;
            flow.over();
            if (current != null) {
                LoopReports.connectionLost(home.loop(), this, meter, lostBecause);
            }
            protocol = null;
            lostBecause = null;
            channel.close();
        }
    }

    /** Own thread: the channel is closed, by us, by Netty, or because the loop is being closed. */
    void channelClosed() {
        if (state == CONNECTING || home.loop().isClosed()) {
            inbound.close();
            out.discard();
            state = LOST;
        } else {
            forceClose(null);
        }
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        DatagramProtocol checked = DatagramOperations.requireDatagramProtocol("setProtocol", newProtocol);
        protocol = checked;
        inbound.protocol(checked);
    }

    @Override
    public @Nullable BaseProtocol getProtocol() {
        return protocol;
    }

    @Override
    public @Nullable Object getExtraInfo(String name) {
        return info.get(name);
    }

    @Override
    public String toString() {
        String stage = switch (state) {
            case CONNECTING -> "connecting";
            case OPEN -> inbound.isPaused() ? "open, reading paused" : "open";
            case CLOSING -> "closing";
            case LOST_QUEUED -> "lost";
            default -> "closed";
        };
        return "DatagramTransport[" + stage + ", " + info + ", " + out.size() + " bytes to send]";
    }
}
