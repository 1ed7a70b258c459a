// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.files;

import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.channel.ErrorMapping;
import io.asyncio4j.netty.channel.FileTransport;
import io.asyncio4j.netty.channel.FileTurn;
import io.asyncio4j.netty.channel.Pending;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.ExtraInfo;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A file that the system copies to the socket. Loop only.
 *
 * <p>State: looking whether the file can be read (off the loop's thread) and waiting until what was written before has left,
 * both at once -> sending -> over. Until it is over the transport refuses writes and does not read.
 */
final class SystemSending implements FileTurn {

    private final ChannelLoop home;
    private final FileTransport transport;
    private final FilePart part;
    private final Runnable atEnd;
    private final Pending<Long> pending;
    private final boolean wasReading;
    private @Nullable Future<Boolean> probe;
    private @Nullable SystemRegion region;
    private boolean readable;
    private boolean drained;
    private boolean over;

    /**
     * Makes it.
     *
     * @param atEnd called once when it is over, before anybody hears of it
     */
    SystemSending(ChannelLoop home, FileTransport transport, FilePart part, Runnable atEnd) {
        this.home = home;
        this.transport = transport;
        this.part = part;
        this.atEnd = atEnd;
        this.pending = new Pending<>(home.loop());
        this.wasReading = transport.isReading();
    }

    Future<Long> start() {
        transport.pauseReading();
        pending.onCancel(this::giveUp);
        Future<Boolean> looking = home.loop().runInExecutor(null, part::isReadable);
        probe = looking;
        looking.addDoneCallback(this::looked);
        transport.beginFile(this);
        return pending;
    }

    private void looked(Future<Boolean> looking) {
        if (looking.cancelled() || over) {
            return;
        }
        Throwable error = looking.exception();
        if (error != null) {
            end(0);
            pending.fail(error);
        } else if (!looking.resultNow()) {
            end(0);
            pending.succeed(0L);
        } else {
            readable = true;
            sendIfReady();
        }
    }

    @Override
    public void drained() {
        drained = true;
        sendIfReady();
    }

    private void sendIfReady() {
        if (readable && drained && !over && region == null) {
            boolean epoll = transport.channel() instanceof EpollSocketChannel
                    || transport.channel() instanceof EpollDomainSocketChannel;
            SystemRegion whole = SystemRegion.of(part, epoll, home.buffers());
            region = whole;
            home.onOwnThread(() -> transport.sendRegion(whole, error -> sent(whole, error)));
        }
    }

    private void sent(SystemRegion whole, @Nullable Throwable error) {
        if (over) {
            // Given up meanwhile; what left since then counts.
            part.moveTo(whole.transferred());
            return;
        }
        end(whole.transferred());
        if (error == null) {
            pending.succeed(whole.transferred());
        } else {
            pending.fail(explained(error));
        }
    }

    private Throwable explained(@Nullable Throwable error) {
        if (error == null || error instanceof ClosedChannelException) {
            SocketException closed = new SocketException("sendfile: the connection to "
                    + transport.getExtraInfo(ExtraInfo.PEERNAME) + " was closed before all was sent; the file's"
                    + " position tells how much was");
            if (error != null) {
                closed.initCause(error);
            }
            return closed;
        }
        return ErrorMapping.onConnection(error, "sendfile", transport.getExtraInfo(ExtraInfo.PEERNAME));
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        if (!over) {
            SystemRegion begun = region;
            end(begun == null ? 0 : begun.transferred());
            pending.fail(cause instanceof SocketException ? cause : explained(cause));
        }
    }

    private void giveUp() {
        SystemRegion begun = region;
        if (begun != null) {
            begun.stop();
        }
        end(begun == null ? 0 : begun.transferred());
    }

    private void end(long sent) {
        over = true;
        Future<Boolean> looking = probe;
        if (looking != null) {
            looking.cancel();
        }
        part.moveTo(sent);
        transport.endFile();
        atEnd.run();
        if (wasReading) {
            transport.resumeReading();
        }
    }
}
