// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.pipes;

import io.asyncio4j.context.Context;
import io.asyncio4j.netty.poll.ChannelHost;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.transports.ReadTransport;
import java.io.IOException;
import java.nio.channels.Channel;
import java.util.Objects;
import java.util.function.Function;

/** asyncio's {@code _UnixReadPipeTransport}. Loop only. */
final class ReadPipeTransport extends PipeTransport implements ReadTransport, PipeSource.Listener {

    private final PipeSource source;
    private boolean paused;
    private boolean begun;

    ReadPipeTransport(
            ChannelHost host,
            Channel pipe,
            BaseProtocol protocol,
            Context context,
            EndListener end,
            Function<PipeSource.Listener, PipeSource> source) {
        super(host, pipe, protocol, context, end);
        this.source = source.apply(this);
    }

    static void requireProtocol(String operation, BaseProtocol protocol) {
        Objects.requireNonNull(protocol, () -> operation + ": the protocol is null; give a Protocol");
        if (!(protocol instanceof Protocol)) {
            throw new IllegalArgumentException(operation + ": " + protocol.getClass().getName()
                    + " cannot receive from a pipe; implement Protocol");
        }
    }

    @Override
    void begin() {
        begun = true;
        if (isReading()) {
            source.reading(true);
        }
    }

    @Override
    void release() {
        source.close();
    }

    // ---- from the source

    @Override
    public void bytes(byte[] data) {
        if (getProtocol() instanceof Protocol receiver) {
            receiver.dataReceived(data);
        }
    }

    @Override
    public void ended() {
        if (state != OPEN) {
            return;
        }
        if (getProtocol() instanceof Protocol receiver) {
            enqueue("Protocol.eofReceived", () -> {
                boolean unused = receiver.eofReceived();
            });
        }
        lose(null);
    }

    @Override
    public void failed(IOException error) {
        // A terminal whose other side has gone says EIO, which is an end like others.
        report(error, "Fatal read error on pipe transport");
        lose(error);
    }

    // ---- from the user

    @Override
    public boolean isReading() {
        return state == OPEN && !paused;
    }

    @Override
    public void pauseReading() {
        host.check("pauseReading");
        if (isReading()) {
            paused = true;
            source.reading(false);
        }
    }

    @Override
    public void resumeReading() {
        host.check("resumeReading");
        if (state == OPEN && paused) {
            paused = false;
            if (begun) {
                source.reading(true);
            }
        }
    }

    @Override
    public void close() {
        host.check("close");
        lose(null);
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        requireProtocol("setProtocol", newProtocol);
        useProtocol(newProtocol);
    }

    @Override
    public String toString() {
        return "ReadPipeTransport[" + stage() + (paused ? ", paused, " : ", ") + pipe() + "]";
    }
}
