// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.files;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.netty.channel.Calls;
import io.asyncio4j.netty.channel.ChannelLoop;
import io.asyncio4j.netty.channel.FileTransport;
import io.asyncio4j.netty.channel.Pending;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Future;
import io.asyncio4j.transports.ExtraInfo;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that is read off the loop's thread, block by block, and written. Loop only.
 *
 * <p>Meanwhile this is the transport's protocol, so that flow control speaks to it; the user's own hears of nothing but the
 * end of the connection, and has its place back afterwards.
 */
final class FallbackSending implements Protocol {

    private static final int BLOCK_BYTES = 64 * 1024;

    private final ChannelLoop home;
    private final FileTransport transport;
    private final FilePart part;
    private final Runnable atEnd;
    private final Pending<Long> pending;
    private final BaseProtocol protocol;
    private final boolean wasReading;
    private final boolean wasPaused;
    private boolean paused;
    private boolean over;
    private long sent;
    private @Nullable Future<byte[]> reading;

    /** Read while the transport was full. */
    private byte @Nullable [] waiting;

    /**
     * Makes it.
     *
     * @param atEnd called once when it is over, before anybody hears of it
     */
    FallbackSending(ChannelLoop home, FileTransport transport, FilePart part, Runnable atEnd) {
        this.home = home;
        this.transport = transport;
        this.part = part;
        this.atEnd = atEnd;
        this.pending = new Pending<>(home.loop());
        this.protocol = Objects.requireNonNull(transport.getProtocol(), "sendfile: the transport has no protocol");
        this.wasReading = transport.isReading();
        this.wasPaused = transport.isWritingPaused();
        this.paused = wasPaused;
    }

    Future<Long> start() {
        IOException noPosition = part.moveTo(0);
        if (noPosition != null && part.offset() > 0) {
            atEnd.run();
            pending.fail(noPosition);
            return pending;
        }
        pending.onCancel(this::end);
        transport.pauseReading();
        transport.setProtocol(this);
        readNext();
        return pending;
    }

    private void readNext() {
        int size = (int) Math.min(BLOCK_BYTES, part.most() - sent);
        if (size == 0) {
            finish(null);
            return;
        }
        Future<byte[]> block = home.loop().runInExecutor(null, () -> read(size));
        reading = block;
        block.addDoneCallback(this::blockRead);
    }

    /** Not on the loop's thread. */
    private byte[] read(int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        int count = part.file().read(buffer);
        return count == size ? buffer.array() : Arrays.copyOf(buffer.array(), Math.max(count, 0));
    }

    private void blockRead(Future<byte[]> block) {
        if (over || block.cancelled()) {
            return;
        }
        Throwable error = block.exception();
        if (error != null) {
            finish(error);
        } else if (block.resultNow().length == 0) {
            finish(null);
        } else if (transport.isClosing()) {
            finish(closed(null));
        } else if (paused) {
            waiting = block.resultNow();
        } else {
            write(block.resultNow());
        }
    }

    private void write(byte[] block) {
        try {
            transport.write(block);
        } catch (RuntimeException refused) {
            finish(refused);
            return;
        }
        sent += block.length;
        readNext();
    }

    private SocketException closed(@Nullable Throwable cause) {
        SocketException error = new SocketException("sendfile: the connection to "
                + transport.getExtraInfo(ExtraInfo.PEERNAME) + " was closed before all was sent; the file's position"
                + " tells how much was");
        if (cause != null) {
            error.initCause(cause);
        }
        return error;
    }

    private void finish(@Nullable Throwable error) {
        if (over) {
            return;
        }
        end();
        if (error == null) {
            pending.succeed(sent);
        } else {
            pending.fail(error);
        }
    }

    private void end() {
        over = true;
        Future<byte[]> block = reading;
        if (block != null) {
            block.cancel();
        }
        part.moveTo(sent);
        atEnd.run();
        if (transport.getProtocol() == this) {
            transport.setProtocol(protocol);
        }
        if (wasReading) {
            transport.resumeReading();
        }
        if (wasPaused && !paused) {
            guarded("protocol.resume_writing() failed", protocol::resumeWriting);
        } else if (paused && !wasPaused && !transport.isClosing()) {
            // What resumes it comes later.
            guarded("protocol.pause_writing() failed", protocol::pauseWriting);
        }
    }

    private void guarded(String message, Runnable call) {
        Calls.guarded(home, transport, message, protocol, call);
    }

    // ---- what the transport says meanwhile

    @Override
    public void pauseWriting() {
        paused = true;
    }

    @Override
    public void resumeWriting() {
        paused = false;
        byte[] block = waiting;
        waiting = null;
        if (block != null && !over) {
            write(block);
        }
    }

    @Override
    public void dataReceived(byte[] data) {
        // Reading was paused; somebody has resumed it.
        home.loop().callExceptionHandler(ExceptionContext.of(
                "sendfile: " + data.length + " bytes were received while reading is paused; they are lost")
                .withTransport(transport));
    }

    @Override
    public void connectionLost(@Nullable Throwable exc) {
        try {
            finish(exc == null ? closed(null) : exc instanceof SocketException ? exc : closed(exc));
        } finally {
            protocol.connectionLost(exc);
        }
    }
}
