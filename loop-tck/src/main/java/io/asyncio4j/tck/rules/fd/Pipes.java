// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.fd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;

/** A pipe of the JDK with both ends non-blocking. */
record Pipes(Pipe.SourceChannel source, Pipe.SinkChannel sink) implements Closeable {

    static Pipes open() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
        return new Pipes(pipe.source(), pipe.sink());
    }

    void write(String text) throws IOException {
        sink.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void close() throws IOException {
        try {
            source.close();
        } finally {
            sink.close();
        }
    }
}
