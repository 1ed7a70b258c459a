// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.asyncio4j.Asyncio;
import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.streams.StreamWriter;
import io.asyncio4j.tck.kit.AsyncTest;
import io.asyncio4j.tck.kit.OnLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The test kit with a loop that has I/O. */
@OnLoop(provider = "netty", limitSeconds = 30)
class AsyncTestOnNettyTest {

    private static void echo(StreamReader reader, StreamWriter writer) throws IOException {
        writer.write(reader.readLine());
        writer.drain();
        writer.close();
    }

    @AsyncTest
    void aTestTalksToAServerOfItsOwn(AbstractEventLoop loop) throws Exception {
        assertInstanceOf(NettyEventLoop.class, loop);
        try (var server = Asyncio.startServer(AsyncTestOnNettyTest::echo, "127.0.0.1", 0)) {
            int port = ((InetSocketAddress) server.sockets().get(0).getsockname()).getPort();
            try (var connection = Asyncio.openConnection("127.0.0.1", port)) {
                connection.writer().write("hello\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals("hello\n", new String(connection.reader().readLine(), StandardCharsets.US_ASCII));
                connection.writer().close();
                connection.writer().waitClosed();
            }
        }
    }

    @AsyncTest
    @OnLoop(provider = "*", limitSeconds = 30)
    void theBestLoopIsNettys(AbstractEventLoop loop) {
        assertInstanceOf(NettyEventLoop.class, loop);
        double before = loop.time();
        Asyncio.sleep(0.01);
        assertEquals(true, loop.time() >= before + 0.01);
    }
}
