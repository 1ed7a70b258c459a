// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.subprocess;

import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.transports.Transport;
import io.asyncio4j.transports.WriteLimits;
import io.asyncio4j.transports.WriteTransport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A child's standard input as the two-way transport that a stream writer wants; there is nothing to read. Loop only. */
record StdinTransport(WriteTransport pipe) implements Transport {

    @Override
    public void write(byte[] data, int offset, int length) {
        pipe.write(data, offset, length);
    }

    @Override
    public void write(ByteBuffer data) {
        pipe.write(data);
    }

    @Override
    public void writeEof() {
        pipe.writeEof();
    }

    @Override
    public boolean canWriteEof() {
        return pipe.canWriteEof();
    }

    @Override
    public void abort() {
        pipe.abort();
    }

    @Override
    public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
        pipe.setWriteBufferLimits(high, low);
    }

    @Override
    public WriteLimits getWriteBufferLimits() {
        return pipe.getWriteBufferLimits();
    }

    @Override
    public long getWriteBufferSize() {
        return pipe.getWriteBufferSize();
    }

    @Override
    public void close() {
        pipe.close();
    }

    @Override
    public boolean isClosing() {
        return pipe.isClosing();
    }

    @Override
    public @Nullable Object getExtraInfo(String name) {
        return pipe.getExtraInfo(name);
    }

    @Override
    public void setProtocol(BaseProtocol protocol) {
        pipe.setProtocol(protocol);
    }

    @Override
    public @Nullable BaseProtocol getProtocol() {
        return pipe.getProtocol();
    }

    @Override
    public boolean isReading() {
        return false;
    }

    @Override
    public void pauseReading() {
        // Nothing is read.
    }

    @Override
    public void resumeReading() {
        // Nothing is read.
    }
}
