// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IoKindTest {

    @Test
    void selectorAndAutoAreEverywhere() {
        assertTrue(IoKind.NIO.isAvailable());
        assertTrue(IoKind.AUTO.isAvailable());
    }

    @Test
    void autoIsEpollThenKqueueThenNioAndNeverIoUring() {
        IoKind chosen = IoKind.AUTO.resolve();
        assertNotEquals(IoKind.AUTO, chosen);
        assertNotEquals(IoKind.IO_URING, chosen);
        if (IoKind.EPOLL.isAvailable()) {
            assertEquals(IoKind.EPOLL, chosen);
        }
    }

    @Test
    void unavailableKindSaysWhyAndWhatToUse() {
        Optional<IoKind> missing =
                Arrays.stream(IoKind.values()).filter(kind -> !kind.isAvailable()).findFirst();
        assertTrue(missing.isPresent(), "no machine has both epoll and kqueue");
        IoKind kind = missing.get();
        assertNotNull(kind.unavailabilityCause());
        var e = assertThrows(UnsupportedOperationException.class, () -> NettyEventLoop.create(kind));
        assertTrue(e.getMessage().startsWith("IoKind." + kind + ": not available on this machine"), e.getMessage());
        assertTrue(e.getMessage().endsWith("use IoKind.AUTO"), e.getMessage());
        assertSame(kind.unavailabilityCause(), e.getCause());
    }

    @ParameterizedTest
    @EnumSource
    void loopShowsTheKindThatItReallyHas(IoKind kind) {
        org.junit.jupiter.api.Assumptions.assumeTrue(kind.isAvailable());
        try (NettyEventLoop loop = NettyEventLoop.create(kind)) {
            assertSame(kind.resolve(), loop.kind());
            assertTrue(loop.toString().contains(", " + kind.resolve() + ", idle, "), loop.toString());
        }
    }
}
