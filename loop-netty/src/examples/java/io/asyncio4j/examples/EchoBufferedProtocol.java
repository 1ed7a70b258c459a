// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import io.asyncio4j.protocols.BufferedProtocol;
import io.asyncio4j.transports.BaseTransport;
import io.asyncio4j.transports.Transport;
import java.nio.ByteBuffer;

/** Echo by callbacks that lend the transport one buffer again and again: no array is made for a message. */
final class EchoBufferedProtocol implements BufferedProtocol {

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private Transport transport;

    @Override
    public void connectionMade(BaseTransport made) {
        transport = (Transport) made;
    }

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
        return buffer;
    }

    @Override
    public void bufferUpdated(int nbytes) {
        transport.write(buffer.slice(0, nbytes));
    }

    @Override
    public void pauseWriting() {
        transport.pauseReading();
    }

    @Override
    public void resumeWriting() {
        transport.resumeReading();
    }
}
