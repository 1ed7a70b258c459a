// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.testing;

import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.transports.Transport;
import io.asyncio4j.transports.WriteLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stream transport without a connection: it records what it is told, as a list of lines. */
public final class FakeTransport implements Transport {

    /** Such as {@code "write abc"}, {@code "pause"}, {@code "close"}. */
    public final List<String> log = new ArrayList<>();

    public final Map<String, Object> extra;
    private boolean closing;
    private boolean reading = true;
    private @Nullable BaseProtocol protocol;

    public FakeTransport() {
        this(Map.of());
    }

    public FakeTransport(Map<String, Object> extra) {
        this.extra = extra;
    }

    @Override
    public void write(byte[] data, int offset, int length) {
        log.add("write " + new String(data, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void write(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        write(bytes);
    }

    @Override
    public void writeEof() {
        log.add("eof");
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    @Override
    public boolean isReading() {
        return reading;
    }

    @Override
    public void pauseReading() {
        log.add("pause");
        reading = false;
    }

    @Override
    public void resumeReading() {
        log.add("resume");
        reading = true;
    }

    @Override
    public void close() {
        log.add("close");
        closing = true;
    }

    @Override
    public void abort() {
        log.add("abort");
        closing = true;
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
        log.add("limits " + high + " " + low);
    }

    @Override
    public WriteLimits getWriteBufferLimits() {
        return WriteLimits.of(null, null);
    }

    @Override
    public long getWriteBufferSize() {
        return 0;
    }

    @Override
    public @Nullable Object getExtraInfo(String name) {
        return extra.get(name);
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        protocol = newProtocol;
    }

    @Override
    public @Nullable BaseProtocol getProtocol() {
        return protocol;
    }
}
