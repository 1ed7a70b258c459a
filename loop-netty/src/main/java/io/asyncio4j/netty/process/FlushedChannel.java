// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A buffered stream as a channel whose writes leave at once. One thread writes, any closes. */
final class FlushedChannel implements WritableByteChannel {

    private final OutputStream stream;
    private volatile boolean open = true;

    FlushedChannel(OutputStream stream) {
        this.stream = stream;
    }

    @Override
    public int write(ByteBuffer data) throws IOException {
        int count = data.remaining();
        byte[] bytes = new byte[count];
        data.get(bytes);
        stream.write(bytes);
        stream.flush();
        return count;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        stream.close();
    }
}
