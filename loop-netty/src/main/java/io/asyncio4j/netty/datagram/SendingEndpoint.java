// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.datagram;

import io.asyncio4j.context.Context;
import io.asyncio4j.events.Handle;
import io.asyncio4j.events.base.IoMeter;
import io.asyncio4j.netty.channel.Calls;
import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.channel.ErrorMapping;
import io.asyncio4j.netty.channel.FlowControl;
import io.asyncio4j.netty.poll.DirtyTransports.Flushable;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.transports.DatagramTransport;
import io.asyncio4j.transports.WriteLimits;
import io.netty.channel.Channel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of an endpoint. Loop only.
 *
 * <p>A datagram leaves within the call of {@code sendto}, as in asyncio, unless others wait: those of a coroutine leave when
 * its step ends, the later ones of a turn together when the turn ends, and the answers to datagrams that were received
 * together leave together, at the latest after {@link #PATIENCE_SECONDS}.
 */
abstract sealed class SendingEndpoint implements DatagramTransport, Flushable, DatagramOutbound.Owner
        permits DatagramEndpoint {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    /** From this many datagrams on that came too late, each is worth a line in the log; asyncio's number. */
    private static final int LATE_SENDS_TO_LOG = 5;

    /** How long an answer may wait for those to the datagrams that were received with its own. */
    private static final double PATIENCE_SECONDS = 0.000_2;

    /** So many answers do not wait for more. */
    private static final int MOST_WAITING = 32;

    final ChannelLoop home;
    final Channel channel;
    final Context context;
    final DatagramTargets targets;
    final DatagramOutbound out;
    final FlowControl flow;

    /** Is told of bytes and pauses, or null if nobody counted when this was made. */
    final @Nullable IoMeter meter;

    private final Handle proceed;
    private boolean proceedQueued;

    /** On the list of what is settled when the step or batch ends. */
    private boolean listed;

    /** Since when answers wait for more of them. */
    private double waitingSince;

    private boolean patient;

    private int lateSends;

    SendingEndpoint(ChannelLoop home, Channel channel, DatagramTargets targets, Context context) {
        this.home = home;
        this.channel = channel;
        this.context = context;
        this.meter = home.meter();
        this.flow = new FlowControl(meter);
        this.targets = targets;
        this.out = new DatagramOutbound(this, home, channel);
        this.proceed = new Handle(this::proceed, home.loop(), context);
    }

    /** Own thread: brings the channel to where the fields want it. */
    abstract void settle();

    /** Whether connection_lost is queued or was called. */
    abstract boolean isLost();

    /** Whether another datagram that was received with this one will be delivered in the next iteration. */
    abstract boolean hasMoreInput();

    abstract @Nullable SocketAddress peername();

    abstract void fatal(Throwable error, String message);

    @Override
    public void sendto(byte[] data, @Nullable SocketAddress address) {
        Objects.requireNonNull(data, "sendto: data is null; give a datagram, which may be empty");
        send(data, data.length, address, false);
    }

    @Override
    public void sendto(ByteBuffer data, @Nullable SocketAddress address) {
        Objects.requireNonNull(data, "sendto: data is null; give a datagram, which may be empty");
        byte[] copy = new byte[data.remaining()];
        data.duplicate().get(copy);
        send(copy, copy.length, address, true);
        data.position(data.limit());
    }

    private void send(byte[] data, int length, @Nullable SocketAddress address, boolean owned) {
        SocketAddress target = targets.of(address);
        home.check("sendto");
        if (isClosing()) {
            tooLate();
            return;
        }
        Throwable wrong = targets.unreachable(target);
        if (wrong != null) {
            sendFailed(wrong, target);
            return;
        }
        if (meter != null) {
            // What few datagrams wait is not worth a count of its own.
            meter.written(length);
            meter.sent(length);
        }
        boolean own = home.onOwnThread();
        boolean batch = own && out.sender().gathers() && hasMoreInput();
        if (own && !batch && !listed && out.size() == 0 && out.sender().isDirect()) {
            if (!out.sendNow(data, 0, length, target) && length > 0) {
                out.append(owned ? data : data.clone(), target);
                out.flush();
            } else if (out.sender().gathers()) {
                list();
            }
        } else {
            out.append(owned ? data : data.clone(), target);
            if (batch) {
                waitForMore();
            } else {
                list();
            }
            if (own && out.size() > flow.limits().high()) {
                out.flush();
            }
        }
        pauseIfFull();
    }

    /** There will be another answer in the next iteration. */
    private void waitForMore() {
        double now = home.loop().time();
        if (!patient) {
            patient = true;
            home.untilRunEnds(this, true);
            waitingSince = now;
        } else if (out.waitingCount() >= MOST_WAITING || now - waitingSince > PATIENCE_SECONDS) {
            list();
        }
    }

    private void tooLate() {
        if (++lateSends >= LATE_SENDS_TO_LOG) {
            LOG.log(Level.WARNING, "sendto: {0} datagrams to {1} came after its end; they are dropped", lateSends,
                    this);
        }
    }

    private void pauseIfFull() {
        BaseProtocol current = getProtocol();
        if (current != null && flow.pausesAt(out.size())) {
            Calls.guarded(home, this, "protocol.pause_writing() failed", current, current::pauseWriting);
        }
    }

    /** Queues the error: protocols are called from the ready queue, also when the system refuses within the call. */
    @Override
    public void sendFailed(Throwable cause, @Nullable SocketAddress target) {
        if (cause instanceof ClosedChannelException && !channel.isOpen()) {
            return;
        }
        Throwable error = ErrorMapping.onDatagram(cause, "sendto", target == null ? peername() : target);
        home.enqueue("Protocol.errorReceived", () -> tellSendFailure(error), context);
    }

    private void tellSendFailure(Throwable error) {
        if (isLost()) {
            return;
        }
        if (error instanceof IOException io && getProtocol() instanceof DatagramProtocol current) {
            current.errorReceived(io);
        } else {
            fatal(error, "Fatal write error on datagram transport");
        }
    }

    /** Own thread, from within Netty's sending. */
    @Override
    public void progressed() {
        if (out.needsRefill() || flow.couldResumeAt(out.size()) || (out.size() == 0 && isClosing())) {
            queueProceed();
        }
    }

    final void queueProceed() {
        if (!proceedQueued && !home.loop().isClosed()) {
            proceedQueued = true;
            home.loop().enqueue(proceed);
        }
    }

    /** What asyncio does when a socket has become writable: send more, resume the protocol, end what waits for the end. */
    private void proceed() {
        proceedQueued = false;
        if (isLost()) {
            return;
        }
        out.flush();
        BaseProtocol current = getProtocol();
        if (current != null && flow.resumesAt(out.size())) {
            Calls.guarded(home, this, "protocol.resume_writing() failed", current, current::resumeWriting);
        }
        settle();
    }

    @Override
    public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
        flow.limits(WriteLimits.of(high, low));
        pauseIfFull();
    }

    @Override
    public WriteLimits getWriteBufferLimits() {
        return flow.limits();
    }

    @Override
    public long getWriteBufferSize() {
        return out.size();
    }

    // ---- when the channel is touched

    /** Now on the own thread, else when the running step ends. */
    public final void settleSoon() {
        if (home.onOwnThread()) {
            settle();
        } else {
            list();
        }
    }

    /** Nothing waits for more answers now. */
    final void patienceEnds() {
        if (patient) {
            patient = false;
            home.untilRunEnds(this, false);
        }
    }

    private void list() {
        if (!listed) {
            listed = true;
            home.atStepEnd(this);
        }
    }

    @Override
    public final void flush() {
        listed = false;
        settle();
    }
}
