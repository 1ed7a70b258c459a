// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.broken;

import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.FlowControlledTransport;
import io.asyncio4j.transports.ReadTransport;
import io.asyncio4j.transports.WriteLimits;
import io.asyncio4j.transports.WriteTransport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A transport of the inner loop as the user sees it. It has the methods of all kinds of transports, as casts; which of
 * them a user sees is a question of the subclass's interfaces.
 */
class ForwardingBase implements BaseTransport {

    final ForwardingNetwork loop;
    final BaseTransport base;

    ForwardingBase(ForwardingNetwork loop, BaseTransport base) {
        this.loop = loop;
        this.base = base;
    }

    private FlowControlledTransport flow() {
        return (FlowControlledTransport) base;
    }

    private WriteTransport writing() {
        return (WriteTransport) base;
    }

    private ReadTransport reading() {
        return (ReadTransport) base;
    }

    @Override
    public void close() {
        loop.run(base::close);
    }

    @Override
    public boolean isClosing() {
        return loop.inside(base::isClosing);
    }

    @Override
    public @Nullable Object getExtraInfo(String name) {
        return loop.inside(() -> base.getExtraInfo(name));
    }

    @Override
    public void setProtocol(BaseProtocol protocol) {
        BaseProtocol wrapped = loop.protocol(protocol);
        loop.run(() -> base.setProtocol(wrapped));
    }

    @Override
    public @Nullable BaseProtocol getProtocol() {
        return loop.inside(base::getProtocol) instanceof ForwardingProtocol wrapped ? wrapped.to : base.getProtocol();
    }

    public void abort() {
        loop.run(flow()::abort);
    }

    public void setWriteBufferLimits(@Nullable Integer high, @Nullable Integer low) {
        loop.run(() -> flow().setWriteBufferLimits(high, low));
    }

    public WriteLimits getWriteBufferLimits() {
        return loop.inside(flow()::getWriteBufferLimits);
    }

    public long getWriteBufferSize() {
        return loop.inside(flow()::getWriteBufferSize);
    }

    public boolean isReading() {
        return loop.inside(reading()::isReading);
    }

    public void pauseReading() {
        loop.run(reading()::pauseReading);
    }

    public void resumeReading() {
        loop.run(reading()::resumeReading);
    }

    public void write(byte[] data, int offset, int length) {
        loop.run(() -> writing().write(data, offset, length));
    }

    public void write(byte[] data) {
        loop.run(() -> writing().write(data));
    }

    public void write(ByteBuffer data) {
        loop.run(() -> writing().write(data));
    }

    public void writelines(Iterable<byte[]> lines) {
        loop.run(() -> writing().writelines(lines));
    }

    public void writelines(ByteBuffer... buffers) {
        loop.run(() -> writing().writelines(buffers));
    }

    public void writeEof() {
        loop.run(writing()::writeEof);
    }

    public boolean canWriteEof() {
        return loop.inside(writing()::canWriteEof);
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
