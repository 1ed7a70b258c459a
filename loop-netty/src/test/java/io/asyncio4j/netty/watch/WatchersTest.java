// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.netty.EachPoller;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.tasks.Sleep;
import java.nio.channels.Pipe;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Channels of the JDK, watched on each poller. */
@ParameterizedClass
@EnumSource(IoKind.class)
@Timeout(60)
final class WatchersTest extends EachPoller {

    private static final int TIMES = 1000;

    private int calls;

    /** A selector gives a channel back only when it selects, and beside a native poller that is another thread. */
    @Test
    void channelLetGoAndTakenAgainAtOnceIsPolledEachTime() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink()) {
            sink.configureBlocking(false);
            loop.runUntilComplete(() -> {
                for (int i = 0; i < TIMES; i++) {
                    loop.addWriter(sink, () -> {
                        calls++;
                        boolean unused = loop.removeWriter(sink);
                    });
                    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
                    while (calls <= i && System.nanoTime() < limit) {
                        Sleep.sleep(0);
                    }
                    assertEquals(i + 1, calls, "calls of the writer");
                }
            });
        } finally {
            pipe.source().close();
        }
    }
}
