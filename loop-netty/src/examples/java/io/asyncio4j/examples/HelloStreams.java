// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples;

import io.asyncio4j.Asyncio;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import java.io.IOException;

/** The README's program: echoes lines on 127.0.0.1:8888 until it is stopped. */
class HelloStreams {

    // @formatter:off
    void main() {
        Asyncio.run(() -> {
            try (var server = Asyncio.startServer(this::echo, "127.0.0.1", 8888)) { server.serveForever().await(); }
        });
    }
    void echo(StreamReader reader, StreamWriter writer) throws IOException {
        byte[] line;
        while ((line = reader.readLine()).length > 0) { writer.write(line); writer.drain(); }
        writer.close();
    }
    // @formatter:on
}
