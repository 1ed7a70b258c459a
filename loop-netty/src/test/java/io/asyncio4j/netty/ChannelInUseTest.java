// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.protocols.DatagramProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.Future;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A channel that a transport has is not given to another one; CPython does not look. */
@ParameterizedClass
@EnumSource(value = IoKind.class, names = {"NIO", "EPOLL", "IO_URING"})
@Timeout(60)
final class ChannelInUseTest extends EachPoller {

    private void refused(Supplier<Future<?>> again) {
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(again.get()));
        assertTrue(String.valueOf(refusal.getMessage()).contains("transport"), refusal.getMessage());
    }

    @Test
    void datagramChannelHasOneEndpoint() throws Exception {
        try (DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            channel.configureBlocking(false);
            DatagramOptions options = DatagramOptions.on(channel);
            var made = loop.runUntilComplete(loop.createDatagramEndpoint(() -> new DatagramProtocol() {}, options));
            refused(() -> loop.createDatagramEndpoint(() -> new DatagramProtocol() {}, options));
            made.transport().abort();
            until(() -> !channel.isOpen());
        }
    }

    @Test
    void pipeHasOneTransport() throws Exception {
        Pipe pipe = Pipe.open();
        var reading = loop.runUntilComplete(loop.connectReadPipe(() -> new Protocol() {}, pipe.source()));
        refused(() -> loop.connectReadPipe(() -> new Protocol() {}, pipe.source()));
        var writing = loop.runUntilComplete(loop.connectWritePipe(() -> new Protocol() {}, pipe.sink()));
        refused(() -> loop.connectWritePipe(() -> new Protocol() {}, pipe.sink()));
        writing.transport().abort();
        reading.transport().close();
        until(() -> !pipe.source().isOpen() && !pipe.sink().isOpen());
    }
}
